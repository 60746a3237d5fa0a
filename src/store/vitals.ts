import { DAY, type Instant, plus } from '../domain/instant.ts';
import type { ProviderName } from '../domain/names.ts';
import type { Status } from '../domain/provider.ts';
import type { RefundStatus } from '../domain/refund.ts';
import type { Queryable } from './database.ts';

/** Disputes that can be answered and were not yet, by whether anybody decided about them. */
export interface Deadlines {
  readonly provider: ProviderName;
  readonly decided: boolean;
  /** All of them, those without a deadline included. */
  readonly unanswered: number;
  readonly overdue: number;
  /** Due within 24 hours, and within 72. */
  readonly withinDay: number;
  readonly withinThreeDays: number;
}

/** What asks for a person. */
export interface Attending {
  readonly provider: ProviderName;
  readonly what: 'case' | 'refund';
  readonly count: number;
  /** Since when the one that waits longest does. */
  readonly since: Instant | null;
}

/** What is counted for metrics: of all merchants, by words from closed sets alone. */
export interface Counted {
  readonly cases: readonly {
    readonly provider: ProviderName;
    readonly status: Status;
    readonly open: boolean;
    readonly count: number;
  }[];
  readonly deadlines: readonly Deadlines[];
  readonly attention: readonly Attending[];
  readonly refunds: readonly {
    readonly provider: ProviderName;
    readonly status: RefundStatus;
    readonly count: number;
  }[];
  /** Disputes that were answered from here or recorded here as answered, those there are by their last ruling. */
  readonly disputes: readonly {
    readonly provider: ProviderName;
    readonly answered: boolean;
    readonly ruling: 'won' | 'lost' | 'closed' | null;
    readonly count: number;
  }[];
  /** Since when the marked case that waits longest could have been erased; null where none waits. */
  readonly erasureDueSince: Instant | null;
}

/** How the desk does, in numbers. */
export interface Vitals {
  /** Seven looks at whole tables or their indexes: some tens of milliseconds with 100,000 cases, so not to be asked for with each request. */
  count(now: Instant): Promise<Counted>;
}

export function createVitals(on: Queryable): Vitals {
  return {
    async count(now) {
      const [cases, deadlines, ofCases, ofRefunds, refunds, disputes, erasures] = await Promise.all([
        on.query<Counted['cases'][number]>(CASES, []),
        on.query<Deadlines>(DEADLINES, [now, plus(now, DAY), plus(now, 3 * DAY)]),
        on.query<Attending>(CASES_TO_ATTEND, []),
        on.query<Attending>(REFUNDS_TO_ATTEND, []),
        on.query<Counted['refunds'][number]>(REFUNDS, []),
        on.query<Counted['disputes'][number]>(DISPUTES, []),
        on.query<{ since: Date | null }>(ERASURES_DUE, []),
      ]);
      const erasureDueSince = erasures[0]?.since?.toISOString() ?? null;
      return { cases, deadlines, attention: [...ofCases, ...ofRefunds], refunds, disputes, erasureDueSince };
    },
  };
}

const CASES =
  'select provider, status, open, count(*) as count from case_list group by provider, status, open';

const DEADLINES = `select provider, decided, count(*) as unanswered,
    count(*) filter (where respond_by < $1::timestamptz) as overdue,
    count(*) filter (where respond_by >= $1::timestamptz and respond_by < $2::timestamptz) as "withinDay",
    count(*) filter (where respond_by >= $1::timestamptz and respond_by < $3::timestamptz) as "withinThreeDays"
  from dispute_list where answerable group by provider, decided`;

// Those that ask for a person are few, so that each snapshot can be looked into.
const CASES_TO_ATTEND = `select case_list.provider, 'case' as what, count(*) as count,
    min((select min(one ->> 'since') from json_array_elements(
      case json_typeof(snapshot -> 'attention') when 'array' then snapshot -> 'attention' else '[]' end) as one)) as since
  from case_list join cases using (id) where needs_attention group by case_list.provider`;

const REFUNDS_TO_ATTEND = `select provider, 'refund' as what, count(*) as count,
    min(coalesce(record -> 'attention' ->> 'since', record ->> 'updatedAt')) as since
  from refunds where needs_attention group by provider`;

const REFUNDS = 'select provider, status, count(*) as count from refunds group by provider, status';

const DISPUTES = `select provider, answered_at is not null as answered, ruling, count(*) as count
  from dispute_list group by provider, answered, ruling`;

// An open case is erased once it closes, which is the last that happened in it.
const ERASURES_DUE = `select min(greatest(e.asked_at, c.updated_at)) as since
  from erased_cases e left join case_list c on c.id = e.case_id where e.pending and c.open is distinct from true`;
