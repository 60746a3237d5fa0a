import type { CaseState, TimelineEntry } from '../domain/case.ts';
import type { CaseId } from '../domain/names.ts';
import type { Post } from '../domain/news.ts';
import type { Unwritten } from '../domain/records.ts';
import type { Refund } from '../domain/refund.ts';
import type { TextRef } from '../domain/text.ts';
import { type CaseCounts, countCases } from './case-counts.ts';
import { listCases } from './case-list.ts';
import { addToTimeline, loadCase, recordCase } from './cases.ts';
import { createChatMessages, type ChatMessages } from './chat.ts';
import { type Changes, createChanges } from './changes.ts';
import type { Database } from './database.ts';
import { createErasures, type Erasures } from './erasure.ts';
import {
  copyEvidence,
  deleteFile,
  getFile,
  getTexts,
  getTextsOfCases,
  putFile,
  putTexts,
} from './evidence.ts';
import { createInsights, type Insights } from './insights.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createPeople, type People } from './people.ts';
import { createReadModel, type ReadModel } from './read-model.ts';
import { rebuildReadModel } from './rebuild.ts';
import { listRefunds, refundsOfPayments } from './refund-list.ts';
import { loadRefund, recordRefund, reserveRefund } from './refunds.ts';
import { createRefundCallLog, type RefundCallLog } from './refund-calls.ts';
import { createRetention, type Retention } from './retention.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSigns, type Signs } from './signs.ts';
import type { CaseFilter, Page, Rebuilt, RefundFilter, ReservedRefund, Store, StoredFile } from './store.ts';
import { readTimeline } from './timeline.ts';
import { createUnfinished, type Unfinished } from './unfinished.ts';
import { createVitals, type Vitals } from './vitals.ts';
import { createWorkAtRisk, type WorkAtRisk } from './work-at-risk.ts';

type PageRequest = Parameters<Store['listCases']>[1];

/** The store on a database that has the present schema. */
export class SqlStore implements Store {
  readonly chat: ChatMessages;
  readonly changes: Changes;
  readonly outbox: Outbox;
  readonly erasures: Erasures;
  readonly insights: Insights;
  readonly readModel: ReadModel;
  readonly retention: Retention;
  readonly signs: Signs;
  readonly refundCalls: RefundCallLog;
  readonly unfinished: Unfinished;
  readonly atRisk: WorkAtRisk;
  readonly vitals: Vitals;
  readonly people: People;
  readonly sessions: Sessions;
  readonly #database: Database;

  constructor(database: Database) {
    this.chat = createChatMessages(database);
    this.changes = createChanges(database);
    this.outbox = createOutbox(database);
    this.erasures = createErasures(database);
    this.insights = createInsights(database);
    this.readModel = createReadModel(database);
    this.retention = createRetention(database);
    this.signs = createSigns(database);
    this.refundCalls = createRefundCallLog(database);
    this.unfinished = createUnfinished(database);
    this.atRisk = createWorkAtRisk(database);
    this.vitals = createVitals(database);
    this.people = createPeople(database);
    this.sessions = createSessions(database);
    this.#database = database;
  }

  putTexts(caseId: CaseId, texts: readonly string[]): Promise<readonly TextRef[]> {
    return putTexts(this.#database, caseId, texts);
  }

  getTexts(caseId: CaseId, sha256s: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return getTexts(this.#database, caseId, sha256s);
  }

  getTextsOfCases(wanted: ReadonlyMap<CaseId, readonly string[]>): ReturnType<Store['getTextsOfCases']> {
    return getTextsOfCases(this.#database, wanted);
  }

  putFile(caseId: CaseId, file: StoredFile): Promise<void> {
    return putFile(this.#database, caseId, file);
  }

  getFile(caseId: CaseId, fileId: string): Promise<StoredFile | null> {
    return getFile(this.#database, caseId, fileId);
  }

  deleteFile(caseId: CaseId, fileId: string): Promise<void> {
    return deleteFile(this.#database, caseId, fileId);
  }

  recordCase(
    state: CaseState,
    entries: readonly TimelineEntry[],
    posts: readonly Post[] = [],
  ): Promise<Unwritten | null> {
    return recordCase(this.#database, state, entries, posts);
  }

  addToTimeline(caseId: CaseId, entry: TimelineEntry): Promise<void> {
    return addToTimeline(this.#database, caseId, entry);
  }

  loadCase(caseId: CaseId): Promise<CaseState | null> {
    return loadCase(this.#database, caseId);
  }

  copyEvidence(from: CaseId, to: CaseId): Promise<void> {
    return copyEvidence(this.#database, from, to);
  }

  listCases(filter: CaseFilter, page: PageRequest): Promise<Page<CaseState>> {
    return listCases(this.#database, filter, page);
  }

  countCases(scope: Parameters<Store['countCases']>[0]): Promise<CaseCounts> {
    return countCases(this.#database, scope);
  }

  timeline(caseId: CaseId, page: PageRequest): Promise<Page<TimelineEntry>> {
    return readTimeline(this.#database, caseId, page);
  }

  reserveRefund(refund: Refund, requestHash: string): Promise<ReservedRefund> {
    return reserveRefund(this.#database, refund, requestHash);
  }

  recordRefund(refund: Refund, posts: readonly Post[] = []): Promise<void> {
    return recordRefund(this.#database, refund, posts);
  }

  loadRefund(id: string): Promise<Refund | null> {
    return loadRefund(this.#database, id);
  }

  listRefunds(filter: RefundFilter, page: PageRequest): Promise<Page<Refund>> {
    return listRefunds(this.#database, filter, page);
  }

  refundsOfPayments(payments: Parameters<Store['refundsOfPayments']>[0]): Promise<readonly Refund[]> {
    return refundsOfPayments(this.#database, payments);
  }

  rebuildReadModel(cursor?: string): Promise<Rebuilt> {
    return rebuildReadModel(this.#database, cursor);
  }

  async ping(): Promise<void> {
    await this.#database.query('select 1');
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
