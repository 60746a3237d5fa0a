import type { Instant } from '../domain/instant.ts';
import type { LedgerKind } from '../domain/money-ledger.ts';
import type { Money } from '../domain/money.ts';
import type { ProviderName } from '../domain/names.ts';
import type { Reason } from '../domain/provider.ts';
import { indexKey } from './column-values.ts';
import { Conditions } from './conditions.ts';
import type { Queryable } from './database.ts';

/** Whose disputes are counted; absent means any. */
export interface InsightScope {
  readonly provider?: ProviderName | undefined;
  /** Of any of these. */
  readonly merchantIds?: readonly string[] | undefined;
}

/** From a moment until before another. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

/** Money of some cases, in one currency. */
export interface Stake extends Money {
  readonly cases: number;
}

/** Money that has its deadline on a day in UTC, `YYYY-MM-DD`. */
export interface DueDay extends Stake {
  readonly date: string;
}

/** Which rulings are counted together; the month in UTC, `YYYY-MM`. */
export interface RulingGroup {
  readonly month: string;
  readonly provider: ProviderName;
  readonly reason: Reason | null;
}

export interface RulingCount extends RulingGroup {
  readonly won: number;
  readonly lost: number;
  readonly closed: number;
}

/** How long answering took; null where nothing was answered. */
export interface AnswerTimes {
  readonly medianHours: number | null;
  readonly p90Hours: number | null;
  readonly answered: number;
}

export interface AlertCounts {
  readonly received: number;
  readonly refunded: number;
  readonly disputesAvoided: number;
  readonly becameDisputes: number;
}

/** What is counted of all disputes. Every sum is exact, and of one currency. */
export interface Insights {
  atStake(scope: InsightScope): Promise<readonly Stake[]>;
  /** What can still be answered and has its deadline within the period; by day, then currency. */
  due(scope: InsightScope, period: Period): Promise<readonly DueDay[]>;
  /** By the last ruling, oldest month first. */
  rulings(scope: InsightScope, period: Period): Promise<readonly RulingCount[]>;
  /** What disputes that were ruled on in the period did to the merchant's money. */
  nets(scope: InsightScope, period: Period): Promise<readonly (RulingGroup & Money)[]>;
  /** What those sums may lack, as nobody said it. */
  unknowns(scope: InsightScope, period: Period): Promise<readonly (RulingGroup & { kind: LedgerKind })[]>;
  answerTimes(scope: InsightScope, period: Period): Promise<AnswerTimes>;
  /** The same by the month of the answer, oldest first. */
  answerTimesByMonth(
    scope: InsightScope,
    period: Period,
  ): Promise<readonly (AnswerTimes & { month: string })[]>;
  alerts(scope: InsightScope, period: Period): Promise<AlertCounts>;
}

const MONTH = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM')`;
const RULED = `${MONTH('ruled_at')} as month, provider, reason`;
const TIMES = `
  percentile_cont(0.5) within group (order by hours) as "medianHours",
  percentile_cont(0.9) within group (order by hours) as "p90Hours",
  count(*)::int as answered
  from (select answered_at, extract(epoch from answered_at - first_seen_at) / 3600 as hours from dispute_list where`;

export function createInsights(on: Queryable): Insights {
  const select = <Row>(
    before: string,
    { sql, parameters }: Conditions,
    after = '',
  ): Promise<readonly Row[]> => on.query<Row>(`select ${before} ${sql} ${after}`, parameters);
  return {
    atStake: (scope) =>
      select<Stake>(
        `currency, sum(amount)::text as amount, count(distinct case_id)::int as cases
         from dispute_list where at_stake and amount is not null and`,
        within(scope),
        'group by currency order by currency',
      ),
    due: (scope, period) =>
      select<DueDay>(
        `to_char(respond_by at time zone 'UTC', 'YYYY-MM-DD') as date, currency, sum(amount)::text as amount,
           count(distinct case_id)::int as cases
         from dispute_list where answerable and amount is not null and`,
        within(scope, 'respond_by', period),
        'group by 1, 2 order by 1, 2',
      ),
    rulings: (scope, period) =>
      select<RulingCount>(
        `${RULED}, ${['won', 'lost', 'closed'].map((word) => `count(*) filter (where ruling = '${word}')::int as ${word}`).join(', ')}
         from dispute_list where`,
        within(scope, 'ruled_at', period),
        'group by 1, 2, 3 order by 1, 2, 3',
      ),
    nets: (scope, period) =>
      select<RulingGroup & Money>(
        `${RULED}, net.currency, sum(net.amount)::text as amount
         from dispute_list cross join lateral unnest(net_currencies, net_amounts) as net (currency, amount) where`,
        within(scope, 'ruled_at', period),
        'group by 1, 2, 3, 4 order by 4',
      ),
    unknowns: (scope, period) =>
      select<RulingGroup & { kind: LedgerKind }>(
        `distinct ${RULED}, kind_unknown as kind from dispute_list cross join lateral unnest(unknown) as kind_unknown where`,
        within(scope, 'ruled_at', period),
      ),
    async answerTimes(scope, period) {
      const [times] = await select<AnswerTimes>(TIMES, within(scope, 'answered_at', period), ') as answers');
      return times ?? { medianHours: null, p90Hours: null, answered: 0 };
    },
    answerTimesByMonth: (scope, period) =>
      select<AnswerTimes & { month: string }>(
        `${MONTH('answered_at')} as month, ${TIMES}`,
        within(scope, 'answered_at', period),
        ') as answers group by 1 order by 1',
      ),
    async alerts(scope, period) {
      const [counts] = await select<AlertCounts>(
        `count(*)::int as received,
         count(*) filter (where refunded)::int as refunded,
         count(*) filter (where alert = 'avoided')::int as "disputesAvoided",
         count(*) filter (where alert = 'became_dispute')::int as "becameDisputes"
         from dispute_list where alert is not null and`,
        within(scope, 'created_at', period),
      );
      return counts ?? { received: 0, refunded: 0, disputesAvoided: 0, becameDisputes: 0 };
    },
  };
}

type Moment = 'respond_by' | 'ruled_at' | 'answered_at' | 'created_at';

function within(scope: InsightScope, column?: Moment, period?: Period): Conditions {
  const conditions = new Conditions();
  const { provider, merchantIds } = scope;
  if (provider !== undefined) conditions.add('provider = ?', provider);
  if (merchantIds !== undefined)
    conditions.addOneOf(
      'merchant_id',
      merchantIds.map((id) => indexKey(id)),
    );
  if (column !== undefined && period !== undefined)
    conditions.add(`${column} >= ?::timestamptz and ${column} < ?::timestamptz`, period.from, period.to);
  return conditions;
}
