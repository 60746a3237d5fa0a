import type { CaseState, TimelineEntry } from '../domain/case.ts';
import type { Instant } from '../domain/instant.ts';
import type { CaseId, ProviderName } from '../domain/names.ts';
import type { Post } from '../domain/news.ts';
import type { Reason, Stage, Status } from '../domain/provider.ts';
import type { Unwritten } from '../domain/records.ts';
import type { Refund, RefundStatus } from '../domain/refund.ts';
import type { CaseTab } from '../domain/summary.ts';
import type { TextRef } from '../domain/text.ts';
import type { Insights } from './insights.ts';
import type { ChatMessages } from './chat.ts';
import type { Erasures } from './erasure.ts';
import type { Retention } from './retention.ts';
import type { CaseCounts } from './case-counts.ts';
import type { Changes } from './changes.ts';
import type { Outbox } from './outbox.ts';
import type { People } from './people.ts';
import type { ReadModel } from './read-model.ts';
import type { Sessions } from './sessions.ts';
import type { RefundCallLog } from './refund-calls.ts';
import type { Signs } from './signs.ts';
import type { Unfinished } from './unfinished.ts';
import type { Vitals } from './vitals.ts';
import type { WorkAtRisk } from './work-at-risk.ts';

/** An evidence file with its bytes. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  /** MIME type, told from the bytes. */
  readonly type: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** Which cases a list shows; absent means any. */
export interface CaseFilter {
  readonly provider?: ProviderName | undefined;
  /** Of any of these. */
  readonly merchantIds?: readonly string[] | undefined;
  readonly tab?: CaseTab | undefined;
  readonly stage?: Stage | undefined;
  readonly status?: Status | undefined;
  readonly reason?: Reason | undefined;
  readonly paymentId?: string | undefined;
  readonly dueBefore?: Instant | undefined;
  readonly needsAttention?: boolean | undefined;
  /** Of a customer with any of these names or mails, whole but for their case. */
  readonly customers?: readonly string[] | undefined;
  /** Words looked for in ids and in the customer's name and mail. */
  readonly q?: string | undefined;
}

/** One page of a list; `cursor` is opaque and null on the last page. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly cursor: string | null;
}

/** Thrown for a cursor this store did not make. */
export class BadCursorError extends Error {
  override readonly name = 'BadCursorError';
}

/** What is kept under an idempotency key. */
export interface ReservedRefund {
  readonly refund: Refund;
  /** Hash of the request it was first reserved with. */
  readonly requestHash: string;
}

/** Which refunds a list shows; absent means any. */
export interface RefundFilter {
  readonly provider?: ProviderName | undefined;
  readonly paymentId?: string | undefined;
  /** Of any of these. */
  readonly merchantIds?: readonly string[] | undefined;
  readonly status?: RefundStatus | undefined;
  readonly needsAttention?: boolean | undefined;
  /** Words looked for in the payment, the key, and the provider's own id. */
  readonly q?: string | undefined;
  /** Reserved, but nothing was heard of since: the workflow may never have been asked. */
  readonly neverStarted?: boolean | undefined;
}

/** How far a rebuild has come. */
export interface Rebuilt {
  /** How many cases were written anew by this step. */
  readonly cases: number;
  /** Where the next step begins; opaque, and null when nothing is left. */
  readonly cursor: string | null;
}

/** Records and read model. Every write is idempotent: repeating one changes nothing. */
export interface Store {
  /** Which message in the chat stands for what. */
  readonly chat: ChatMessages;
  /** What changes here, as it happens. */
  readonly changes: Changes;
  /** News on its way to its subscribers. */
  readonly outbox: Outbox;
  /** Taking a person out of what is kept. */
  readonly erasures: Erasures;
  readonly insights: Insights;
  readonly readModel: ReadModel;
  /** Throwing away what was kept long enough. */
  readonly retention: Retention;
  readonly signs: Signs;
  /** Calls for refunds, each written down before it is sent. */
  readonly refundCalls: RefundCallLog;
  /** What needs a workflow in Temporal. */
  readonly unfinished: Unfinished;
  readonly atRisk: WorkAtRisk;
  readonly vitals: Vitals;
  /** Everybody who has ever signed in. */
  readonly people: People;
  /** Who is signed in at the pages. */
  readonly sessions: Sessions;

  /** Keeps texts under their hashes, within a case. Answers in the order given. */
  putTexts(caseId: CaseId, texts: readonly string[]): Promise<readonly TextRef[]>;
  /** Looks texts up by hash; a hash that is unknown is absent from the answer. */
  getTexts(caseId: CaseId, sha256s: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The same for several cases at once; a case of which none is known is absent. */
  getTextsOfCases(
    wanted: ReadonlyMap<CaseId, readonly string[]>,
  ): Promise<ReadonlyMap<CaseId, ReadonlyMap<string, string>>>;

  putFile(caseId: CaseId, file: StoredFile): Promise<void>;
  getFile(caseId: CaseId, fileId: string): Promise<StoredFile | null>;
  deleteFile(caseId: CaseId, fileId: string): Promise<void>;

  /**
   * Writes a case's snapshot, its row in the read model, time line entries, and news on their way, in one transaction. Entries and news that are there already
   * are left alone. Writes nothing, and answers why, where the records know what this state does not: a lower `nextSeq`, another entry under the number of one
   * of its own, an erasure since.
   */
  recordCase(
    state: CaseState,
    entries: readonly TimelineEntry[],
    posts?: readonly Post[],
  ): Promise<Unwritten | null>;
  /** Adds one entry to the time line of a case that was written down before; to any other none. One whose `seq` is there already is left alone. */
  addToTimeline(caseId: CaseId, entry: TimelineEntry): Promise<void>;
  loadCase(caseId: CaseId): Promise<CaseState | null>;
  /** Gives one case's texts and files to another, so that references keep working after a hand-over. */
  copyEvidence(from: CaseId, to: CaseId): Promise<void>;

  /** Cases by soonest deadline (only of cases waiting for an answer), then newest first. Cases handed over are not listed. */
  listCases(
    filter: CaseFilter,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<CaseState>>;
  /** Counts the cases of these merchants, or of all. */
  countCases(scope: {
    readonly merchantIds?: readonly string[] | undefined;
    readonly now: Instant;
  }): Promise<CaseCounts>;
  /** Everything that happened, oldest first; includes what happened in cases that were handed over to this one. */
  timeline(
    caseId: CaseId,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<TimelineEntry>>;

  /**
   * Reserves an idempotency key for ever, before anything else happens. The first call keeps the refund and the hash of the request; every later one
   * answers with what was kept.
   */
  reserveRefund(refund: Refund, requestHash: string): Promise<ReservedRefund>;
  /** Writes a refund down, and news of it; one of a later `updatedAt` is never replaced by an earlier one. Keeps the hash that was reserved with it. */
  recordRefund(refund: Refund, posts?: readonly Post[]): Promise<void>;
  loadRefund(id: string): Promise<Refund | null>;
  /** Refunds, newest first; those of one payment with `paymentId`. */
  listRefunds(
    filter: RefundFilter,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<Refund>>;
  /** Every refund of any of these payments, newest first. */
  refundsOfPayments(
    payments: readonly { readonly provider: ProviderName; readonly paymentId: string }[],
  ): Promise<readonly Refund[]>;

  /**
   * Writes one stretch of the read model anew from the cases' snapshots. Begin without a cursor, and go on until there is none. Safe beside a
   * running system; lists stay whole meanwhile.
   */
  rebuildReadModel(cursor?: string): Promise<Rebuilt>;

  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
