import type { CaseState } from '../domain/case.ts';
import { DAY, type Instant, minus, plus } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import type { Refund } from '../domain/refund.ts';
import { upgraded } from '../domain/upgrade.ts';
import { indexKey } from './column-values.ts';
import { Conditions } from './conditions.ts';
import type { Queryable } from './database.ts';

/** Whose work; null for everybody's. */
export type MerchantScope = readonly string[] | null;

/** A case in which something keeps failing. */
export interface FailingCase {
  readonly caseId: CaseId;
  /** One sentence for people, free of personal data. */
  readonly what: string;
  readonly since: Instant;
}

/** A refund that does not get on by itself, or only once its cause is gone. */
export interface FailingRefund {
  readonly refundId: string;
  /** The case that asked for it. */
  readonly caseId: CaseId | null;
  /** One sentence for people, free of personal data. */
  readonly what: string;
  readonly since: Instant;
}

/** Disputes that can be answered and nobody has decided about. */
export interface Undecided {
  readonly overdue: number;
  /** Due within a day. */
  readonly soon: number;
}

/** A dispute that can be answered, and has to be soon or should have been. */
export interface DueDispute {
  readonly disputeId: string;
  readonly respondBy: Instant;
  readonly decided: boolean;
  readonly state: CaseState;
}

export interface DeliveryCounts {
  readonly waiting: number;
  readonly dead: number;
  /** Given up within the last day. */
  readonly diedLately: number;
}

/** What people must see to before it is too late. */
export interface WorkAtRisk {
  /** Longest failing first. */
  failing(scope: MerchantScope): Promise<readonly FailingCase[]>;
  /** Refunds a person must see to, and those whose calls keep failing; oldest first. */
  failingRefunds(scope: MerchantScope): Promise<readonly FailingRefund[]>;
  /** Overdue or due within a day; soonest first. */
  due(scope: MerchantScope, now: Instant): Promise<readonly DueDispute[]>;
  /** All there are, however few are shown. */
  undecided(scope: MerchantScope, now: Instant): Promise<Undecided>;
  deliveries(scope: MerchantScope, now: Instant): Promise<DeliveryCounts>;
}

/** More than this nobody looks through. */
const SHOWN = 50;

export function createWorkAtRisk(on: Queryable): WorkAtRisk {
  return {
    async failing(scope) {
      const { sql, parameters } = within(scope);
      const rows = await on.query<{ id: CaseId; failing: string; failing_since: Date }>(
        `select id, failing, failing_since from case_list where failing is not null and ${sql}
         order by failing_since limit ${SHOWN}`,
        parameters,
      );
      return rows.map(({ id, failing, failing_since }) => ({
        caseId: id,
        what: failing,
        since: failing_since.toISOString(),
      }));
    },

    async failingRefunds(scope) {
      const { sql, parameters } = within(scope);
      const rows = await on.query<{ record: Refund }>(
        `select record from refunds where needs_attention and ${sql} order by created_at, id limit ${SHOWN}`,
        parameters,
      );
      return rows.map(({ record: { id, caseId, attention, updatedAt } }) => ({
        refundId: id,
        caseId,
        what: attention?.reason ?? 'Whether this refund was made is not known.',
        since: attention?.since ?? updatedAt,
      }));
    },

    async due(scope, now) {
      const conditions = within(scope);
      conditions.add('respond_by < ?::timestamptz', plus(now, DAY));
      const rows = await on.query<{
        dispute_id: string;
        respond_by: Date;
        decided: boolean;
        snapshot: CaseState;
      }>(
        `select dispute_id, respond_by, decided, snapshot from dispute_list join cases on cases.id = case_id
         where answerable and ${conditions.sql} order by respond_by limit ${SHOWN}`,
        conditions.parameters,
      );
      return rows.map(({ dispute_id, respond_by, decided, snapshot }) => ({
        disputeId: dispute_id,
        respondBy: respond_by.toISOString(),
        decided,
        state: upgraded(snapshot),
      }));
    },

    async undecided(scope, now) {
      const [overdue, all] = await Promise.all(
        [now, plus(now, DAY)].map((end) => {
          const conditions = within(scope);
          conditions.add('respond_by < ?::timestamptz', end);
          const from = `dispute_list where answerable and not decided and ${conditions.sql}`;
          return countIn(on, from, conditions);
        }),
      );
      return { overdue: overdue ?? 0, soon: (all ?? 0) - (overdue ?? 0) };
    },

    async deliveries(scope, now) {
      const conditions = within(scope);
      const [waiting, dead] = await Promise.all(
        ['waiting', 'dead'].map((state) =>
          countIn(on, `posts where state = '${state}' and ${conditions.sql}`, conditions),
        ),
      );
      // The last attempt is what it died of.
      const lately = within(scope);
      lately.add('next_at >= ?::timestamptz', minus(now, DAY));
      const diedLately = await countIn(on, `posts where state = 'dead' and ${lately.sql}`, lately);
      return { waiting: waiting ?? 0, dead: dead ?? 0, diedLately };
    },
  };
}

async function countIn(on: Queryable, from: string, { parameters }: Conditions): Promise<number> {
  const [row] = await on.query<{ count: number }>(`select count(*) as count from ${from}`, parameters);
  return row?.count ?? 0;
}

function within(scope: MerchantScope): Conditions {
  const conditions = new Conditions();
  if (scope !== null)
    conditions.addOneOf(
      'merchant_id',
      scope.map((id) => indexKey(id)),
    );
  return conditions;
}
