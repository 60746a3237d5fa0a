/** The ids of a case and of all that were handed over to it, as a query; `caseId` is SQL. */
export function familyOf(caseId: string): string {
  return `with recursive family (id) as (
    select (${caseId})::text union select cases.id from cases join family on cases.moved_to = family.id
  ) select id from family`;
}

/** Whether refunds of a case's payment are kept that fulfil a condition; both are SQL. A case id begins with the provider's name and a colon. */
export function hasRefund(caseId: string, condition: string): string {
  return `exists (select from refunds where provider = split_part(${caseId}, ':', 1)
    and payment_id = substr(${caseId}, strpos(${caseId}, ':') + 1) and (${condition}))`;
}

/**
 * Whether anything is kept of a case that an erasure takes out; `caseId` is SQL. After one it tells what came since: a mark alone does not know of the
 * reason of a later refund.
 */
export function hasWords(caseId: string): string {
  return `(exists (select from texts where case_id in (${familyOf(caseId)}))
    or exists (select from files where case_id in (${familyOf(caseId)}))
    or exists (select from timeline where case_id in (${familyOf(caseId)}) and data::text ~ '"(note|sha256)":"')
    or ${hasRefund(caseId, REFUND_WORDS)})`;
}

const REFUND_WORDS =
  "record ->> 'reason' is not null or coalesce(record -> 'resolution' ->> 'note', '') <> ''";
