import type { CaseState } from '../domain/case.ts';
import { type DisputeFacts, disputeFacts } from '../domain/dispute-facts.ts';
import type { Money } from '../domain/money.ts';
import { CAPABILITIES } from '../providers/capabilities.ts';
import { indexKey, storableAmount, storableInstant } from './column-values.ts';
import type { Parameter, Queryable } from './database.ts';

/**
 * Writes what is counted of a case anew. What tells of a provider's money is a constant of that provider, so that nothing but the snapshot is
 * needed, and nothing is lost when the list is made anew after a provider was taken out of the settings.
 */
export async function putDisputeRows(tx: Queryable, state: CaseState): Promise<void> {
  await removeDisputeRows(tx, state);
  for (const facts of disputeFacts(state, CAPABILITIES[state.provider])) {
    const row = rowOf(state, facts);
    const columns = Object.keys(row);
    await tx.query(
      `insert into dispute_list (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(row),
    );
  }
}

export async function removeDisputeRows(tx: Queryable, { id }: CaseState): Promise<void> {
  await tx.query('delete from dispute_list where case_id = $1', [id]);
}

function rowOf(state: CaseState, facts: DisputeFacts): Readonly<Record<string, Parameter>> {
  const amount = storableMoney(facts.amount);
  const net = facts.net.map(storableMoney).filter((sum) => sum !== null);
  return {
    case_id: state.id,
    dispute_id: facts.disputeId,
    provider: state.provider,
    merchant_id: indexKey(state.merchantId),
    kind: facts.kind,
    stage: facts.stage,
    status: facts.status,
    reason: facts.reason,
    amount: amount?.amount ?? null,
    currency: amount?.currency ?? null,
    respond_by: storableInstant(facts.respondBy),
    created_at: storableInstant(facts.createdAt),
    first_seen_at: facts.firstSeenAt,
    answerable: facts.answerable,
    decided: facts.decided,
    at_stake: facts.atStake,
    answered_at: facts.answeredAt,
    ruling: facts.ruling,
    ruled_at: facts.ruledAt,
    alert: facts.alert,
    refunded: facts.refunded,
    net_currencies: net.map(({ currency }) => currency),
    net_amounts: net.map((sum) => sum.amount),
    unknown: facts.unknown,
  };
}

/** A sum no column can hold is counted as not known: a case must never be impossible to write. */
function storableMoney(money: Money | null): Money | null {
  return money !== null && storableAmount(money.amount) ? money : null;
}
