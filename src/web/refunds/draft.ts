import type { ProviderName } from '../../domain/names.ts';

/** A refund that is being put together, with the key it will be asked for under however often it is sent. */
export interface RefundDraft {
  readonly key: string;
  /** All that remains, or the amount that is typed. */
  readonly extent: 'whole' | 'part';
  /** As typed. */
  readonly amount: string;
  /** Needed only where the provider does not name it. */
  readonly currency: string;
  readonly reason: string;
  /** It was sent, and no answer was seen: what it says must not change until one was. */
  readonly inDoubt: boolean;
}

/** Which payment it is about. There is one draft of each in a tab. */
export interface DraftSubject {
  readonly provider: ProviderName;
  readonly paymentId: string;
}

/** Where drafts are kept: `sessionStorage`, which outlives a reload and is each tab's own. */
export type DraftShelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The draft that is kept, or a new one under a new key. */
export function openDraft(shelf: DraftShelf, subject: DraftSubject): RefundDraft {
  const kept = parsed(shelf.getItem(placeOf(subject)));
  if (kept !== null) return kept;
  const draft = newDraft();
  keepDraft(shelf, subject, draft);
  return draft;
}

/** An empty draft under a key that nothing was sent under. */
export function newDraft(): RefundDraft {
  return { key: newKey(), extent: 'whole', amount: '', currency: '', reason: '', inDoubt: false };
}

/** Not `randomUUID`, which browsers have on secure origins alone. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `page-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

export function keepDraft(shelf: DraftShelf, subject: DraftSubject, draft: RefundDraft): void {
  shelf.setItem(placeOf(subject), JSON.stringify(draft));
}

/** Once the refund is kept by the API, the next one of the payment is another one. */
export function dropDraft(shelf: DraftShelf, subject: DraftSubject): void {
  shelf.removeItem(placeOf(subject));
}

function placeOf({ provider, paymentId }: DraftSubject): string {
  return `recourse.refund.${provider}:${paymentId}`;
}

/** Null for what is no draft: an older page may have kept it otherwise. */
function parsed(text: string | null): RefundDraft | null {
  if (text === null) return null;
  try {
    const kept: unknown = JSON.parse(text);
    return isDraft(kept) ? kept : null;
  } catch {
    return null;
  }
}

function isDraft(kept: unknown): kept is RefundDraft {
  if (typeof kept !== 'object' || kept === null) return false;
  const { key, extent, amount, currency, reason, inDoubt } = kept as Partial<
    Record<keyof RefundDraft, unknown>
  >;
  return (
    [key, amount, currency, reason].every((value) => typeof value === 'string') &&
    (extent === 'whole' || extent === 'part') &&
    typeof inDoubt === 'boolean'
  );
}
