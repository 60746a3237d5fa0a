import { moneyFromMinor } from '../../domain/money.ts';
import type { FundsMovement } from '../../domain/provider.ts';
import type { DisputePayload, NotificationPayload } from './payloads.ts';

/**
 * How money moved, as a notification says: what was withdrawn and the fee that came with it, or what was reinstated. An amount of nothing counts as
 * told. WePay tells this by notifications alone; of the processing fees that are reversed (seed 002) it gives no amount, so they stay unknown.
 */
export function fundsMoved(
  { id, topic, event_time: at }: NotificationPayload,
  { amount, fee, currency }: DisputePayload,
): readonly FundsMovement[] {
  const moved = (
    kind: FundsMovement['kind'],
    movementId: string,
    units: number | null,
  ): readonly FundsMovement[] => {
    const money = units !== null && units >= 0 ? moneyFromMinor(units, currency) : null;
    return money === null ? [] : [{ id: movementId, kind, amount: money, at, source: topic }];
  };
  switch (topic) {
    case 'disputes.funds_withdrawn':
      return [...moved('withdrawn', id, amount), ...moved('fee', `${id}:fee`, fee)];
    case 'disputes.funds_reinstated':
      return moved('reinstated', id, amount);
    default:
      return [];
  }
}
