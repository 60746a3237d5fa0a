import type { CaseState } from '../domain/case.ts';
import type { ProviderName } from '../domain/names.ts';
import type { Refund } from '../domain/refund.ts';
import { summariseCase } from '../domain/summary.ts';
import type { Store } from '../store/store.ts';
import type { Caller } from './auth.ts';
import { customerTexts } from './next-steps-view.ts';
import { refundSummaryView } from './refund-view.ts';
import type { RelatedCaseView, RelatedView } from './schemas/related.ts';

/** Among so many the newest are looked for. */
const LOOKED_THROUGH = 100;
const MAX_CASES = 20;
const MAX_REFUNDS = 50;

/** What else there is of a case's payment and of its customer, within the caller's reach. */
export async function relatedTo(
  state: CaseState,
  caller: Caller,
  store: Pick<Store, 'listCases' | 'listRefunds' | 'getTexts'>,
): Promise<RelatedView> {
  const merchantIds = caller.merchantIds ?? undefined;
  const { provider, paymentId } = state;
  const customers = await customersOf(state, store);
  const page = { limit: LOOKED_THROUGH };
  const [ofPayment, ofCustomer] = await Promise.all([
    paymentId === null ? [] : casesOf(store.listCases({ provider, paymentId, merchantIds }, page)),
    customers.length === 0 ? [] : casesOf(store.listCases({ customers, merchantIds }, page)),
  ]);
  const known = new Set([state.id, ...ofPayment.map(({ id }) => id)]);
  const others = [
    ...ofPayment.filter(({ id }) => id !== state.id).map((item) => ({ item, relation: 'payment' as const })),
    ...ofCustomer.filter(({ id }) => !known.has(id)).map((item) => ({ item, relation: 'customer' as const })),
  ].toSorted((a, b) => (a.item.createdAt < b.item.createdAt ? 1 : -1));
  const shown = others.slice(0, MAX_CASES);
  const refunds = await refundsOf([state, ...shown.map(({ item }) => item)], store);
  return {
    cases: shown.map(({ item, relation }) => relatedCaseView(item, relation)),
    refunds: refunds.map((refund) => ({ ...refundSummaryView(refund), payment_id: refund.paymentId })),
  };
}

async function casesOf(page: ReturnType<Store['listCases']>): Promise<readonly CaseState[]> {
  return (await page).data;
}

async function customersOf(state: CaseState, store: Pick<Store, 'getTexts'>): Promise<readonly string[]> {
  const refs = Object.values(customerTexts(state)).filter((ref) => ref !== null);
  if (refs.length === 0) return [];
  const texts = await store.getTexts(
    state.id,
    refs.map(({ sha256 }) => sha256),
  );
  return [...texts.values()].filter((words) => words.trim() !== '');
}

/** Whoever may see a case may see its payment's refunds: they are of the same merchant. */
async function refundsOf(
  states: readonly CaseState[],
  store: Pick<Store, 'listRefunds'>,
): Promise<readonly Refund[]> {
  const payments = new Map<string, { provider: ProviderName; paymentId: string }>();
  for (const { provider, paymentId } of states)
    if (paymentId !== null) payments.set(`${provider}:${paymentId}`, { provider, paymentId });
  const pages = await Promise.all(
    [...payments.values()].map((filter) => store.listRefunds(filter, { limit: MAX_REFUNDS })),
  );
  return pages
    .flatMap(({ data }) => data)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .slice(0, MAX_REFUNDS);
}

function relatedCaseView(state: CaseState, relation: RelatedCaseView['relation']): RelatedCaseView {
  const { stage, status, amount, reason } = summariseCase(state);
  return {
    id: state.id,
    relation,
    stage,
    status,
    amount,
    reason,
    created_at: state.createdAt,
    payment_id: state.paymentId,
  };
}
