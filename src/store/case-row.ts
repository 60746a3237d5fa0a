import type { CaseState, Dispute } from '../domain/case.ts';
import { failingNow } from '../domain/failing.ts';
import { type Instant, millis } from '../domain/instant.ts';
import { type CaseSummary, type CaseTab, caseTab, summariseCase } from '../domain/summary.ts';
import type { TextRef } from '../domain/text.ts';
import { indexKey, storableInstant } from './column-values.ts';
import { customerKey } from './customer-keys.ts';

/**
 * The version of everything the read model keeps of a case: its row and those of its disputes. To be raised by one whenever they come out other than
 * before; a worker then makes those of earlier versions anew by itself.
 */
export const READ_MODEL = 1;

/** A case as the read model keeps it; all of it follows from the case's snapshot and texts. */
export interface CaseRow {
  readonly id: string;
  readonly version: typeof READ_MODEL;
  readonly provider: string;
  readonly merchant_id: string | null;
  readonly payment_id: string | null;
  readonly stage: string;
  readonly status: string;
  readonly reason: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly respond_by: Instant | null;
  readonly needs_attention: boolean;
  readonly open: boolean;
  readonly tab: CaseTab;
  /** What was kept of its customer is gone. */
  readonly erased: boolean;
  readonly failing: string | null;
  readonly failing_since: Instant | null;
  readonly created_at: Instant;
  readonly updated_at: Instant;
  readonly list_group: ListGroup;
  /** Place within the group, lowest first. */
  readonly list_rank: number;
  /** What a search looks through: ids and the customer's name and mail in lower case, one a line. */
  readonly search: string;
  /** By which cases of one customer find each other. */
  readonly customers: readonly string[];
}

/** The parts of the list, in their order: waiting for people until a known or estimated moment, waiting without one, the rest. */
export const LIST_GROUP = { due: 0, waiting: 1, rest: 2 } as const;
type ListGroup = (typeof LIST_GROUP)[keyof typeof LIST_GROUP];

/** The row of a case. `texts` are the case's own, by hash; those that {@link searchedTexts} names are looked at. */
export function caseRow(state: CaseState, texts: ReadonlyMap<string, string>): CaseRow {
  const summary = summariseCase(state);
  const failing = failingNow(state);
  return {
    id: state.id,
    version: READ_MODEL,
    provider: state.provider,
    merchant_id: indexKey(state.merchantId),
    payment_id: indexKey(state.paymentId),
    stage: summary.stage,
    status: summary.status,
    reason: summary.reason,
    amount: summary.amount?.amount ?? null,
    currency: summary.amount?.currency ?? null,
    respond_by: storableInstant(summary.respondBy),
    needs_attention: summary.needsAttention !== null,
    open: state.open,
    tab: caseTab(state),
    erased: (state.erasedAt ?? null) !== null,
    failing: failing?.reason ?? null,
    failing_since: failing?.since ?? null,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
    ...placeInList(state, summary),
    search: searchText(state, texts),
    customers: customersOf(state, texts).map(customerKey),
  };
}

/** Texts a search looks through: the customer's name and mail, from every draft and from the payment. */
export function searchedTexts(state: CaseState): readonly string[] {
  const fields = [...state.disputes.map(({ draft }: Dispute) => draft.fields), state.paymentEvidence ?? {}];
  return [...new Set(fields.flatMap(customerTexts))];
}

function customerTexts(fields: Readonly<Record<string, TextRef>>): string[] {
  return [fields['customer_name'], fields['customer_email_address']]
    .filter((ref) => ref !== undefined)
    .map(({ sha256 }) => sha256);
}

function placeInList(
  state: CaseState,
  { status, expectedBy }: CaseSummary,
): { list_group: ListGroup; list_rank: number } {
  const newestFirst = -millis(state.createdAt);
  if (!state.open || status !== 'needs_response')
    return { list_group: LIST_GROUP.rest, list_rank: newestFirst };
  return expectedBy === null
    ? { list_group: LIST_GROUP.waiting, list_rank: newestFirst }
    : { list_group: LIST_GROUP.due, list_rank: millis(expectedBy) };
}

function searchText(state: CaseState, texts: ReadonlyMap<string, string>): string {
  const ids = [state.id, ...state.disputes.map(({ id }) => id)];
  return [...ids, ...customersOf(state, texts)].join('\n').toLowerCase();
}

/** Every name and mail of the customer that was ever given. */
function customersOf(state: CaseState, texts: ReadonlyMap<string, string>): readonly string[] {
  return searchedTexts(state).flatMap((sha256) => texts.get(sha256) ?? []);
}
