import type { Actor } from '../domain/case.ts';
import type { Instant } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import { askForErasure } from './erasure-asked.ts';
import { eraseNext } from './erasure-case.ts';
import { findCustomer } from './erasure-find.ts';
import { erasedDisputes } from './erasure-guard.ts';
import { listErasures, readErasure } from './erasure-list.ts';
import type { Database } from './database.ts';
import type { Page } from './store.ts';

/** A case of a customer, and how much is kept there of them. */
export interface CustomerCase {
  readonly caseId: CaseId;
  /** `open`: kept until it ends, as the answer to a claim. `closed`: can be erased now. `erased`: nothing is left. */
  readonly state: 'open' | 'closed' | 'erased';
  readonly texts: number;
  readonly files: number;
}

/** What is found of a customer. */
export interface FoundCustomer {
  readonly cases: readonly CustomerCase[];
  /** Cases of others, as far as anybody knows, whose texts, notes or file names name the same words. Never erased for it. */
  readonly mentions: readonly CaseId[];
}

/** An erasure somebody asked for, as it is kept for ever. */
export interface KeptErasure {
  readonly id: string;
  /** Keyed: it tells whether somebody was erased to whoever can name them, and nothing to anybody else. */
  readonly customerHash: string;
  readonly askedBy: Actor;
  readonly askedAt: Instant;
  readonly erased: readonly CaseId[];
  /** Open, and erased as soon as they close; or closed and not erased yet, and erased by a worker. */
  readonly waiting: readonly CaseId[];
}

/** The customer has other cases by now than those that were agreed to. */
export class OtherCasesError extends Error {
  override readonly name = 'OtherCasesError';
}

/** A case that is marked and closed, and could not be erased right now. It stays marked. */
export class ErasureFailedError extends Error {
  override readonly name = 'ErasureFailedError';
  readonly caseId: CaseId;

  constructor(caseId: CaseId, cause: unknown) {
    super('A marked case could not be erased.', { cause });
    this.caseId = caseId;
  }
}

/** Who asks for whose erasure. */
export interface ErasureRequest {
  /** A name, mail, payment or case id. */
  readonly customer: string;
  /** How many cases whoever asks has agreed to, those erased already not counted. */
  readonly cases: number;
  readonly by: Actor;
  readonly now: Instant;
}

/** Taking a person out of what is kept. */
export interface Erasures {
  /** Looks for a customer by their whole name or mail, whatever its case, or by the id of a payment or a case. */
  find(customer: string): Promise<FoundCustomer>;
  /**
   * Marks a customer's cases, for good: from here on they will be erased whatever happens to this process.
   *
   * @returns the erasure's id
   * @throws OtherCasesError
   */
  ask(request: ErasureRequest): Promise<string>;
  /**
   * Erases the next case that is marked and closed, of one erasure or of any. Null when there is none.
   *
   * @param except - those that are not to be tried
   * @throws ErasureFailedError
   */
  eraseNext(now: Instant, erasureId?: string, except?: readonly CaseId[]): Promise<CaseId | null>;
  /** The disputes of a case whose evidence was erased: what providers say of it is not to be kept again. */
  disputesOf(caseId: CaseId): Promise<ReadonlySet<string>>;
  /** An erasure that was asked for, as it stands now. */
  read(id: string): Promise<KeptErasure>;
  /** Newest first. */
  list(page: { readonly limit: number; readonly cursor?: string | undefined }): Promise<Page<KeptErasure>>;
  /** Erased cases whose workflows' histories are still to be deleted, by their ids, from the first after one. */
  withHistory(after: CaseId, limit: number): Promise<readonly CaseId[]>;
  /** No history is left. A case that was erased since a moment keeps its mark: what ran until then may be listed only later. */
  historyGone(caseId: CaseId, since: Instant): Promise<void>;
}

export function createErasures(database: Database): Erasures {
  return {
    find: (customer) => findCustomer(database, customer),
    ask: (request) => askForErasure(database, request),
    eraseNext: (now, erasureId, except) => eraseNext(database, now, erasureId, except),
    disputesOf: (caseId) => erasedDisputes(database, caseId),
    read: (id) => readErasure(database, id),
    list: (page) => listErasures(database, page),
    async withHistory(after, limit) {
      const rows = await database.query<{ case_id: CaseId }>(
        `select case_id from erased_cases where history_kept and not pending and case_id > $1
         order by case_id limit $2`,
        [after, limit],
      );
      return rows.map(({ case_id }) => case_id);
    },
    async historyGone(caseId, since) {
      await database.query(
        `update erased_cases set history_kept = false where case_id = $1 and erased_at < $2 and not pending`,
        [caseId, since],
      );
    },
  };
}
