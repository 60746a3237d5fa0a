import type { MoneyLedger } from '../domain/money-ledger.ts';
import type { MoneyLedgerView } from './schemas/money-ledger.ts';

/** A case's money as the API shows it. */
export function moneyView(ledger: MoneyLedger): MoneyLedgerView {
  return {
    entries: ledger.entries.map(({ id, disputeId, kind, amount, effect, at, source }) => ({
      id,
      dispute_id: disputeId,
      kind,
      amount,
      effect,
      at,
      source,
    })),
    net: [...ledger.net],
    unknown: [...ledger.unknown],
    payment_amount: ledger.paymentAmount,
    disputed_amount: ledger.disputedAmount,
    difference: ledger.difference,
  };
}
