import type { BrowserLibraryView } from '../../../api/schemas/providers.ts';

/** The version of WePay's API whose documents it makes. */
const API_VERSION = '3.0';

/** What WePay's browser library answers with: the document, or why there is none. Source: seed 002 and the library itself. */
interface CreatedDocument {
  readonly id?: unknown;
  readonly create_time?: unknown;
  readonly error_message?: unknown;
}

interface DocumentLibrary {
  /** Has to come first; answers with what is wrong, if anything is. Source: WePay's helper library. */
  configure(
    environment: BrowserLibraryView['environment'],
    appId: string,
    apiVersion: string,
  ): { readonly error_message?: unknown } | null | undefined;
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
 * Hands a file to the provider by its own browser library.
 *
 * @param accountId - the merchant's account at the provider; null where nobody knows it
 * @throws Error whose message says why it could not be handed over
 */
export async function handOver(
  setup: BrowserLibraryView,
  file: File,
  { type, accountId }: { readonly type: string; readonly accountId: string | null },
): Promise<HandedOver> {
  const library = await ready(setup);
  // The moment before counts: a document that is thought older than it is dies no surprise.
  const createdAt = new Date().toISOString();
  const body = { type, file, ...(accountId !== null && { account_id: accountId }) };
  const answer = await new Promise<CreatedDocument | null>((resolve) =>
    library.documents.create(body, {}, resolve),
  );
  if (typeof answer?.id === 'string' && answer.id !== '') return { documentId: answer.id, createdAt };
  throw failure(answer, 'The provider’s library gave no reason.');
}

const libraries = new Map<string, Promise<DocumentLibrary>>();

function ready(setup: BrowserLibraryView): Promise<DocumentLibrary> {
  const known = libraries.get(setup.script_url);
  if (known !== undefined) return known;
  const loading = load(setup.script_url).then((library) => configured(library, setup));
  libraries.set(setup.script_url, loading);
  // A library that did not load once may do so the next time.
  loading.catch(() => libraries.delete(setup.script_url));
  return loading;
}

function configured(library: DocumentLibrary, { environment, app_id }: BrowserLibraryView): DocumentLibrary {
  const problem = library.configure(environment, app_id, API_VERSION);
  if (problem) throw failure(problem, 'The provider’s upload library could not be set up.');
  return library;
}

function failure(answer: { readonly error_message?: unknown } | null, otherwise: string): Error {
  const why = answer?.error_message;
  return new Error(typeof why === 'string' ? why : otherwise);
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
