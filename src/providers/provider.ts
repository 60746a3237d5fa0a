import type { IncomingHttpHeaders } from 'node:http';
import type { Instant } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import type {
  AlertReading,
  Capabilities,
  DisputeReading,
  ListKind,
  PaymentReading,
  ProviderEvent,
} from '../domain/provider.ts';
import type { RefundEvent, RefundLedger } from '../domain/refund.ts';

/** Texts by evidence field, as the provider sent them. They go to the store before anything else sees them. */
export type EvidenceTexts = Readonly<Record<string, string>>;

/** A dispute as read, with its evidence in plain words. */
export interface DisputeObject {
  readonly dispute: Omit<DisputeReading, 'evidence'>;
  readonly texts: EvidenceTexts;
  readonly files: Readonly<Record<string, { readonly id: string; readonly name: string | null }>>;
}

/** A payment as read, with what it offers as evidence in plain words. */
export interface PaymentObject {
  readonly payment: Omit<PaymentReading, 'evidence'>;
  readonly texts: EvidenceTexts;
  /** The product bought, for the policy file's own descriptions. */
  readonly productId: string | null;
}

/** Changes to the draft the provider holds: a text, a provider file id, or null to clear. Fields that are absent stay as they are. */
export interface EvidenceChanges {
  readonly texts: Readonly<Record<string, string | null>>;
  readonly files: Readonly<Record<string, string | null>>;
}

/** An answer that is sent whole, to a provider that holds no draft. */
export interface Answer {
  readonly texts: EvidenceTexts;
  /** By slot, in the order people added them; ids are the provider's own. */
  readonly files: readonly { readonly slot: string; readonly providerFileId: string }[];
}

/** A file to hand over. */
export interface EvidenceUpload {
  readonly name: string;
  /** MIME type told from the bytes. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The slot it is for. */
  readonly slot: string;
  /** Whose dispute it is for, in the provider's own id; null while that is not known. */
  readonly merchantId: string | null;
}

/** A refund to be made. */
export interface RefundOrder {
  readonly paymentId: string;
  /** In the currency the customer paid in. */
  readonly amount: Money;
  /** At most 255 characters; the same for every attempt at the same refund, and sent where the provider takes one. */
  readonly idempotencyKey: string;
  /** What the person who asked for it gave as the reason. */
  readonly reason: string | null;
}

/** What a genuine webhook says. */
export interface WebhookDelivery {
  readonly eventId: string;
  readonly type: string;
  /** Null when it is of a type Recourse does not use: acknowledged, and no more. */
  readonly event: ProviderEvent | RefundEvent | null;
  /** The evidence the webhook brought, where nothing can be read: kept in the store first, with references to it put into the event. */
  readonly evidence?: Pick<DisputeObject, 'texts' | 'files'>;
}

/** One page of a list; `next` is null on the last one. */
export interface ListedPage<T> {
  readonly entries: readonly T[];
  readonly next: string | null;
}

/** Where to read on in a list. */
export interface ListRequest {
  readonly since: Instant;
  /** Null for the first page. */
  readonly cursor: string | null;
}

/** One line of `recourse check`. */
export interface CheckLine {
  /** Null for what cannot be tried. */
  readonly ok: boolean | null;
  /** What was tried, e.g. `list disputes`. */
  readonly what: string;
  /** What came of it, and when it failed what to do. */
  readonly detail: string;
}

/**
 * A payment provider, as the rest of Recourse sees it. Every method that calls out throws {@link ProviderError} and nothing of the client
 * library underneath, makes exactly one HTTP request per documented call (no hidden retries), and gives up after its own time-out. What its
 * capabilities deny throws `refused`.
 */
export interface Provider {
  readonly capabilities: Capabilities;

  /**
   * Checks and reads one webhook.
   *
   * @param raw - the body's bytes exactly as received
   * @param headers - names in lower case
   * @param receivedAt - the time of receipt, for the replay window
   * @throws WebhookSignatureError when the signature is bad, stale or missing
   * @throws WebhookFormatError when it is not JSON, or has no type or object id
   */
  readWebhook(raw: Buffer, headers: IncomingHttpHeaders, receivedAt: Instant): Promise<WebhookDelivery>;

  readDispute(disputeId: string, signal: AbortSignal): Promise<DisputeObject>;
  readAlert(alertId: string, signal: AbortSignal): Promise<AlertReading>;
  readPayment(paymentId: string, signal: AbortSignal): Promise<PaymentObject>;

  /** Changes the draft the provider holds; idempotent. Answers with the dispute as it then is. */
  stageEvidence(disputeId: string, changes: EvidenceChanges, signal: AbortSignal): Promise<DisputeObject>;

  /** Hands a file over, private to the merchant. Answers with the provider's id for it once the provider can use it. */
  uploadFile(file: EvidenceUpload, signal: AbortSignal): Promise<string>;

  /**
   * Spends the one submission.
   *
   * @param answer - what is sent; null where the provider holds the draft
   */
  submitEvidence(disputeId: string, answer: Answer | null, signal: AbortSignal): Promise<DisputeObject>;

  /** Accepts the loss, which cannot be undone. */
  concede(disputeId: string, signal: AbortSignal): Promise<DisputeObject>;

  /** Everything it keeps about the refunds of one payment: the payment's own account and every refund, failed ones included. */
  readRefunds(paymentId: string, signal: AbortSignal): Promise<RefundLedger>;

  /** Which payment a refund belongs to, for a webhook that does not say; null when the provider does not say either. */
  readRefundPayment(refundId: string, signal: AbortSignal): Promise<string | null>;

  /** Refunds part or all of a payment. */
  refund(order: RefundOrder, signal: AbortSignal): Promise<void>;

  /** One page of what was created since, newest first; null in `next` on the last one. Readings carry no evidence. */
  listCreated(
    kind: Exclude<ListKind, 'notification'>,
    request: ListRequest,
    signal: AbortSignal,
  ): Promise<ListedPage<ProviderEvent['reading']>>;

  /** One page of the notifications the provider has sent since, as the events their webhooks would have been, with `via: 'reconcile'`. */
  listNotifications(
    request: ListRequest,
    signal: AbortSignal,
  ): Promise<ListedPage<ProviderEvent | RefundEvent>>;

  /** Tries the set-up with harmless reads. */
  check(signal: AbortSignal): AsyncIterable<CheckLine>;
}
