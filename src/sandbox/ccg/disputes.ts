import { DAY, SECOND } from '../../domain/instant.ts';
import { emptyEvidence } from './evidence.ts';
import {
  publish,
  recordEffect,
  unixNow,
  type BalanceTransaction,
  type CaseTerms,
  type CcgStandIn,
  type Dispute,
  type Payment,
} from './ccg.ts';

/** How a new dispute differs from the ordinary one. */
export interface NewDispute {
  readonly terms: CaseTerms;
  readonly payment: Payment;
  /** Its opening is not told of now. */
  readonly silent?: boolean | undefined;
  /** Its events bring no balance transactions, and with them neither its id nor its currency nor any time. */
  readonly withoutTransactions?: boolean | undefined;
  /** Its events do not say how the customer paid, as those of version 2. */
  readonly withoutPaymentType?: boolean | undefined;
  /** The merchant's account is in US dollars, whatever the customer paid in: how many a unit of that is worth. */
  readonly rate?: number | undefined;
}

/** What CCG charges for a dispute, in minor units of the account. */
const DISPUTE_FEE = 1500;

/** Opens a dispute, takes the money, and tells the merchant (`DISPUTE_INITIATED`). */
export function openDispute(ccg: CcgStandIn, opening: NewDispute): Dispute {
  const { terms, payment, silent = false, withoutTransactions = false, rate = null } = opening;
  const id = ccg.newId('dp', 24);
  const withdrawal = withoutTransactions ? [] : [withdraw(ccg, { id, payment, rate }, unixNow())];
  const dispute: Dispute = {
    id,
    payment: { id: payment.id },
    envelope: terms.envelope,
    amount: payment.amount,
    eventType: 'DISPUTE_INITIATED',
    merchantTransactionId: payment.id,
    merchantId: ccg.account.merchantId,
    evidence: emptyEvidence(),
    reason: terms.reason,
    status: 'NEEDS_RESPONSE',
    ...(opening.withoutPaymentType !== true && { paymentType: payment.payment_type }),
    balanceTransactions: withdrawal,
  };
  ccg.documents.put('disputes', dispute);
  ccg.documents.put('openings', dispute);
  recordEffect(ccg, 'dispute_opened', [id, payment.id], { status: dispute.status });
  if (!silent) announce(ccg, dispute, 'DISPUTE_INITIATED');
  return dispute;
}

/** Tells the merchant how a dispute is, by an event of this name. Answers with the sandbox's id of the event. */
export function announce(ccg: CcgStandIn, { envelope, ...kept }: Dispute, name: string): string {
  const { id, payment, ...payload } = kept;
  return publish(ccg, name, payload, { ids: [id, payment.id], envelope });
}

/** Rules over a dispute, moves the money the ruling moves, and tells the merchant. */
export function rule(ccg: CcgStandIn, dispute: Dispute, ruling: 'WON' | 'LOST'): void {
  const moved = ruling === 'WON' || dispute.status === 'WON' ? reversal(ccg, dispute) : [];
  const ruled: Dispute = {
    ...dispute,
    status: ruling,
    eventType: `DISPUTE_${ruling}`,
    balanceTransactions: [...dispute.balanceTransactions, ...moved],
  };
  ccg.documents.put('disputes', ruled);
  recordEffect(ccg, `rule_${ruling.toLowerCase()}`, [dispute.id, dispute.payment.id], {
    from: dispute.status,
    to: ruling,
  });
  announce(ccg, ruled, ruled.eventType);
}

interface Account {
  readonly id: string;
  readonly payment: Payment;
  /** Null where the account is kept in the currency of the payment. */
  readonly rate: number | null;
}

function withdraw(ccg: CcgStandIn, { id, payment, rate }: Account, created: number): BalanceTransaction {
  const currency = rate === null ? payment.currency : 'usd';
  const amount = -Math.round(payment.amount * (rate ?? 1));
  return {
    ...transaction(ccg, { amount, currency, created, source: id }),
    description: `Chargeback withdrawal for ch_${id.slice(3)}`,
    exchange_rate: rate,
    fee: DISPUTE_FEE,
    fee_details: [
      { amount: DISPUTE_FEE, application: null, currency, description: 'Dispute fee', type: 'stripe_fee' },
    ],
    net: amount - DISPUTE_FEE,
    reporting_category: 'dispute',
  };
}

/** What gives back the latest movement; nothing where movements are not told of. The fee stays with CCG. */
function reversal(ccg: CcgStandIn, { id, balanceTransactions }: Dispute): readonly BalanceTransaction[] {
  const latest = balanceTransactions.at(-1);
  if (latest === undefined) return [];
  const { currency, exchange_rate } = latest;
  const amount = -latest.amount;
  const created = Math.max(unixNow(), latest.created + 1);
  return [
    {
      ...transaction(ccg, { amount, currency, created, source: id }),
      description: `Chargeback ${amount > 0 ? 'reversal' : 'withdrawal'} for ch_${id.slice(3)}`,
      exchange_rate,
      fee: 0,
      fee_details: [],
      net: amount,
      reporting_category: amount > 0 ? 'dispute_reversal' : 'dispute',
    },
  ];
}

function transaction(
  ccg: CcgStandIn,
  moved: Pick<BalanceTransaction, 'amount' | 'currency' | 'created' | 'source'>,
) {
  return {
    ...moved,
    available_on: moved.created + (7 * DAY) / SECOND,
    id: ccg.newId('txn', 24),
    object: 'balance_transaction',
    status: 'pending',
    type: 'adjustment',
  } as const;
}
