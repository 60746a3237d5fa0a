import { DAY, type Instant, millis } from '../domain/instant.ts';
import type { CaseTab } from '../domain/summary.ts';
import { LIST_GROUP } from './case-row.ts';
import { indexKey } from './column-values.ts';
import { Conditions } from './conditions.ts';
import type { Queryable } from './database.ts';

/** How many cases stand where. */
export interface CaseCounts {
  readonly tabs: Readonly<Record<CaseTab, number>>;
  /** Need a person, and their deadline comes within a day. */
  readonly dueWithinDay: number;
  /** Need a person although their deadline has passed. */
  readonly overdue: number;
}

interface CountedTab {
  readonly tab: CaseTab;
  readonly cases: number;
  readonly due: number;
  readonly overdue: number;
}

/** Counts the cases of these merchants, or of all; one look at the read model. */
export async function countCases(
  on: Queryable,
  { merchantIds, now }: { readonly merchantIds?: readonly string[] | undefined; readonly now: Instant },
): Promise<CaseCounts> {
  const conditions = new Conditions();
  const at = millis(now);
  if (merchantIds !== undefined)
    conditions.addOneOf(
      'merchant_id',
      merchantIds.map((id) => indexKey(id)),
    );
  const rows = await on.query<CountedTab>(
    `select tab, count(*) as cases,
       count(*) filter (where list_group = ${LIST_GROUP.due} and list_rank >= ${at} and list_rank < ${at + DAY} and respond_by is not null) as due,
       count(*) filter (where list_group = ${LIST_GROUP.due} and list_rank < ${at} and respond_by is not null) as overdue
     from case_list where ${conditions.sql} group by tab`,
    conditions.parameters,
  );
  const inbox = rows.find(({ tab }) => tab === 'inbox');
  const casesIn = (wanted: CaseTab) => rows.find(({ tab }) => tab === wanted)?.cases ?? 0;
  return {
    tabs: {
      inbox: casesIn('inbox'),
      bank: casesIn('bank'),
      won: casesIn('won'),
      lost: casesIn('lost'),
      closed: casesIn('closed'),
    },
    dueWithinDay: inbox?.due ?? 0,
    overdue: inbox?.overdue ?? 0,
  };
}
