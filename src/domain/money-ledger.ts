import type { CaseState, Dispute } from './case.ts';
import type { Instant } from './instant.ts';
import { addMoney, type Money, subtractMoney, zero } from './money.ts';
import type { Capabilities, FundsMovement } from './provider.ts';
import type { Refund } from './refund.ts';
import { foregroundDispute, visibleDisputes } from './summary.ts';

/** How a case moves the merchant's money. */
export const LEDGER_KINDS = ['withdrawn', 'fee', 'fee_reversed', 'reinstated', 'refunded'] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** One movement of money. */
export interface LedgerEntry {
  /** The provider's own id of the movement or the refund, by which it is counted once. */
  readonly id: string;
  /** The dispute it came of; null for a refund that no dispute asked for. */
  readonly disputeId: string | null;
  readonly kind: LedgerKind;
  /** Never negative. */
  readonly amount: Money;
  /** The same as the merchant's account sees it: negative for what left it. */
  readonly effect: Money;
  /** As far as anybody said when it happened. */
  readonly at: Instant | null;
  /** What says so. */
  readonly source: string;
}

/** What a case has done to the merchant's money so far. */
export interface MoneyLedger {
  /** Oldest first, those without a time last. */
  readonly entries: readonly LedgerEntry[];
  /** The sum of all effects, one for each currency. */
  readonly net: readonly Money[];
  /** What may have happened besides, or may not: nobody said. Never counted. */
  readonly unknown: readonly LedgerKind[];
  readonly paymentAmount: Money | null;
  readonly disputedAmount: Money | null;
  /**
   * What is disputed beyond what was paid, negative when it is less: exchange rates move between the two, and a part may be disputed. Null where
   * either is unknown or they are in two currencies.
   */
  readonly difference: Money | null;
}

type Evidenced = Pick<Capabilities, 'funds' | 'fundsUntold' | 'label' | 'refund'>;

const LEAVES: ReadonlySet<LedgerKind> = new Set<LedgerKind>(['withdrawn', 'fee', 'refunded']);

/**
 * The money of one case, from the provider's own records: what it says moved, or what the state of a dispute implies where it keeps no such
 * records. Refunds count once they succeeded; those under way do not.
 *
 * @param refunds - all of the payment, made here or elsewhere, in any order
 */
export function moneyLedger(
  state: CaseState,
  refunds: readonly Refund[],
  capabilities: Evidenced,
): MoneyLedger {
  const moved = onceEach(state.disputes.flatMap((dispute) => movementsOf(dispute, capabilities)));
  const refunded = onceEach(refunds.flatMap((refund) => refundEntry(refund, state)));
  const entries = [...moved, ...refunded].toSorted(byTime);
  const unknown = new Set<LedgerKind>(
    visibleDisputes(state).flatMap((dispute) => untold(dispute, moved, capabilities)),
  );
  if (areUncertain(refunds, state, capabilities)) unknown.add('refunded');
  return {
    entries,
    net: netOf(entries),
    unknown: LEDGER_KINDS.filter((kind) => unknown.has(kind)),
    ...compared(state.paymentAmount, foregroundDispute(state)?.amount ?? null),
  };
}

function movementsOf(dispute: Dispute, capabilities: Evidenced): LedgerEntry[] {
  switch (capabilities.funds) {
    case 'movements':
      return dispute.funds.map((movement) => entryOf(movement, idNow(dispute)));
    case 'ruling':
      return implied(dispute, capabilities.label).map((movement) => entryOf(movement, dispute.id));
  }
}

/** The id a dispute goes by now: one that was heard of first without its name goes on under another. */
function idNow({ id, supersededBy }: Dispute): string {
  return supersededBy ?? id;
}

/** What a dispute's state says of its money. A warning moves none; what stands for itself no more is counted under its follower. */
function implied(dispute: Dispute, label: string): FundsMovement[] {
  const { id, amount, createdAt, ruling, settledByNetwork, goneAt, supersededBy, stage } = dispute;
  const isWithdrawn = settledByNetwork || stage === 'chargeback';
  if (!isWithdrawn || amount === null || goneAt !== null || supersededBy !== null) return [];
  const status = `the dispute's status at ${label}`;
  const source = settledByNetwork ? `${status}: settled by the card network` : status;
  const withdrawn: FundsMovement = {
    id: `${id}:withdrawn`,
    kind: 'withdrawn',
    amount,
    at: createdAt,
    source,
  };
  if (ruling?.outcome !== 'won') return [withdrawn];
  return [
    withdrawn,
    { id: `${id}:reinstated`, kind: 'reinstated', amount, at: ruling.at, source: `${status}: won` },
  ];
}

function refundEntry(refund: Refund, { disputes }: CaseState): LedgerEntry[] {
  const { amount, createdAt, status } = refund;
  if (status !== 'succeeded' || amount === null) return [];
  const id = refund.providerRefundId ?? refund.id;
  const asking = disputes.find(({ refunds }) => refunds.some((asked) => asked.id === refund.id));
  const movement = { id, kind: 'refunded', amount, at: createdAt, source: `refund ${id}` } as const;
  return [entryOf(movement, asking === undefined ? null : idNow(asking))];
}

function entryOf(
  movement: Omit<FundsMovement, 'kind'> & { readonly kind: LedgerKind },
  disputeId: string | null,
): LedgerEntry {
  const { id, kind, amount, at, source } = movement;
  const effect = LEAVES.has(kind) ? subtractMoney(zero(amount.currency), amount) : amount;
  return { id, disputeId, kind, amount, effect, at, source };
}

/** The provider may say the same of two disputes that turned out to be one, and a refund may be listed twice. */
function onceEach(entries: readonly LedgerEntry[]): LedgerEntry[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.id, entry])).values()];
}

/** Of what happened at the same moment, money leaves before it comes back. */
function byTime(a: LedgerEntry, b: LedgerEntry): number {
  if (a.at !== b.at) return a.at !== null && (b.at === null || a.at < b.at) ? -1 : 1;
  return LEDGER_KINDS.indexOf(a.kind) - LEDGER_KINDS.indexOf(b.kind) || (a.id < b.id ? -1 : 1);
}

/** What must have happened to this dispute's money, or may have, and that nothing was said of. */
function untold(
  dispute: Dispute,
  moved: readonly LedgerEntry[],
  { fundsUntold = [] }: Evidenced,
): LedgerKind[] {
  const { id, kind, stage, settledByNetwork, ruling } = dispute;
  const takesMoney = settledByNetwork || (kind === 'dispute' && stage !== 'alert');
  const mayReturn = ruling?.outcome === 'won' || (ruling?.outcome === 'closed' && !settledByNetwork);
  const possible: LedgerKind[] = ['fee'];
  if (takesMoney) possible.push('withdrawn', ...fundsUntold);
  if (takesMoney && mayReturn) possible.push('reinstated');
  const told = new Set(moved.filter(({ disputeId }) => disputeId === id).map((entry) => entry.kind));
  return possible.filter((each) => !told.has(each));
}

/** Whether refunds may have been paid that are not counted. */
function areUncertain(
  refunds: readonly Refund[],
  { paymentId }: CaseState,
  { refund: canBeAsked }: Evidenced,
): boolean {
  return (
    !canBeAsked ||
    paymentId === null ||
    refunds.some(
      ({ status, amount }) => status === 'needs_attention' || (status === 'succeeded' && amount === null),
    )
  );
}

function netOf(entries: readonly LedgerEntry[]): Money[] {
  const sums = new Map<string, Money>();
  for (const { effect } of entries) {
    const { currency } = effect;
    sums.set(currency, addMoney(sums.get(currency) ?? zero(currency), effect));
  }
  return [...sums.values()].toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}

function compared(paymentAmount: Money | null, disputedAmount: Money | null) {
  const canBeCompared =
    paymentAmount !== null && disputedAmount !== null && paymentAmount.currency === disputedAmount.currency;
  const difference = canBeCompared ? subtractMoney(disputedAmount, paymentAmount) : null;
  return { paymentAmount, disputedAmount, difference };
}
