import { type CaseId, caseIdOfPayment, PROVIDERS } from '../domain/names.ts';
import { customerKey } from './customer-keys.ts';
import type { Queryable } from './database.ts';
import type { CustomerCase, FoundCustomer } from './erasure.ts';
import { indexKey } from './column-values.ts';
import { hasWords } from './erasure-left.ts';

/** As many cases of others as somebody may still look through. */
const MENTIONS = 100;

/** A word this short is found everywhere, and says nothing. */
const SHORTEST_MENTION = 4;

export async function findCustomer(on: Queryable, customer: string): Promise<FoundCustomer> {
  const words = customer.trim();
  const ids = await casesOf(on, words);
  const cases = await on.query<CustomerCase>(
    `select found.id as "caseId",
       case when (c.snapshot->>'open')::boolean then 'open'
         when e.erased_at is not null and not e.pending and not ${hasWords('found.id')} then 'erased'
         else 'closed' end as state,
       (select count(*) from texts where case_id = found.id) as texts,
       (select count(*) from files where case_id = found.id) as files
     from unnest($1::text[]) as found (id)
       left join cases c on c.id = found.id left join erased_cases e on e.case_id = found.id
     order by found.id`,
    [ids],
  );
  return { cases, mentions: await mentionsOf(on, words, ids) };
}

/** By whole names and mails, by payment or by case; a case that was handed over stands for the one it went to. A payment may have refunds alone. */
async function casesOf(on: Queryable, words: string): Promise<readonly CaseId[]> {
  const named = [words, ...PROVIDERS.map((provider) => caseIdOfPayment(provider, words))];
  const rows = await on.query<{ id: CaseId }>(
    `with recursive found (id) as (
       select id from case_list where customers @> array[$1]
       union select id from case_list where payment_id = $2
       union select id from cases where id = any($3::text[])
       union select distinct provider || ':' || payment_id from refunds
         where payment_id = $2 or provider || ':' || payment_id = $3[1]
       union select cases.moved_to from cases join found on cases.id = found.id where cases.moved_to is not null
     )
     select id from found where not exists (select from cases where cases.id = found.id and moved_to is not null)`,
    [customerKey(words), indexKey(words), named],
  );
  return rows.map(({ id }) => id);
}

/** Reads everything once: nobody is erased often enough for an index over all that was ever written. */
async function mentionsOf(on: Queryable, words: string, own: readonly CaseId[]): Promise<readonly CaseId[]> {
  if (words.length < SHORTEST_MENTION) return [];
  const rows = await on.query<{ id: CaseId }>(
    `with family (id) as (
       select unnest($2::text[]) union select id from cases where moved_to = any($2::text[])
     )
     select id from (
       select case_id as id from texts
         where position(convert_to($1, 'UTF8') in body) > 0 or position(convert_to(lower($1), 'UTF8') in body) > 0
       union select case_id from files where strpos(lower(name), lower($1)) > 0
       union select case_id from timeline where strpos(lower(data::text), lower($1)) > 0
       union select provider || ':' || payment_id from refunds where strpos(lower(record::text), lower($1)) > 0
     ) as mentioned where id not in (select id from family) order by id limit ${MENTIONS}`,
    [words, own],
  );
  return rows.map(({ id }) => id);
}
