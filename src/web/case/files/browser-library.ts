/** What WePay's browser library answers with: the document, or why there is none. Source: seed 002 and the library itself. */
interface CreatedDocument {
  readonly id?: unknown;
  readonly create_time?: unknown;
  readonly error_message?: unknown;
}

interface DocumentLibrary {
  readonly documents: {
    create(
      body: Readonly<Record<string, unknown>>,
      headers: Readonly<Record<string, string>>,
      callback: (response: CreatedDocument | null) => void,
    ): void;
  };
}

declare global {
  interface Window {
    WePay?: DocumentLibrary;
  }
}

/** A document the provider has now. */
export interface HandedOver {
  readonly documentId: string;
  /** RFC 3339: its life counts from here. */
  readonly createdAt: string;
}

/**
 * Hands a file to the provider by its own browser library. Whatever the address serves has to set the library up for the platform's app as well.
 *
 * @param accountId - the merchant's account at the provider; null where nobody knows it
 * @throws Error whose message says why it could not be handed over
 */
export async function handOver(
  scriptUrl: string,
  file: File,
  { type, accountId }: { readonly type: string; readonly accountId: string | null },
): Promise<HandedOver> {
  const library = await loaded(scriptUrl);
  // The moment before counts: a document that is thought older than it is dies no surprise.
  const createdAt = new Date().toISOString();
  const body = { type, file, ...(accountId !== null && { account_id: accountId }) };
  const answer = await new Promise<CreatedDocument | null>((resolve) =>
    library.documents.create(body, {}, resolve),
  );
  if (typeof answer?.id === 'string' && answer.id !== '') return { documentId: answer.id, createdAt };
  const why = answer?.error_message;
  throw new Error(typeof why === 'string' ? why : 'The provider’s library gave no reason.');
}

const scripts = new Map<string, Promise<DocumentLibrary>>();

function loaded(scriptUrl: string): Promise<DocumentLibrary> {
  const known = scripts.get(scriptUrl);
  if (known !== undefined) return known;
  const loading = load(scriptUrl);
  scripts.set(scriptUrl, loading);
  // A library that did not load once may do so the next time.
  loading.catch(() => scripts.delete(scriptUrl));
  return loading;
}

function load(scriptUrl: string): Promise<DocumentLibrary> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = scriptUrl;
    script.addEventListener('error', () =>
      reject(new Error('The provider’s upload library could not be loaded.')),
    );
    script.addEventListener('load', () => {
      if (window.WePay === undefined)
        reject(new Error('The provider’s upload library is not what was expected.'));
      else resolve(window.WePay);
    });
    document.head.append(script);
  });
}
