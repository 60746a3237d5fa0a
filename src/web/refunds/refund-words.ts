import type { RefundStatus } from '../../domain/refund.ts';
import type { ActorView } from '../../api/schemas/common.ts';
import type { RefundSummaryView } from '../../api/schemas/refund.ts';
import { actorName, providerWord, word } from '../words/cases.ts';
import { moneyText } from '../words/money.ts';
import { wayWords } from '../words/timeline.ts';

const STATUSES: Readonly<Record<RefundStatus, string>> = {
  pending: 'Under way',
  requires_action: 'Waits for the provider',
  succeeded: 'Paid back',
  failed: 'Not made',
  canceled: 'Called off',
  needs_attention: 'Needs a person',
};

const COLOURS: Readonly<Record<string, string>> = {
  pending: 'blue',
  requires_action: 'orange',
  succeeded: 'green',
  failed: 'red',
  needs_attention: 'orange',
};

export const refundStatusWord = (status: string) => word(STATUSES, status);
export const refundStatusColour = (status: string) => COLOURS[status] ?? 'gray';

/** What is refunded, or what was asked for while that is not known yet. */
export function refundAmountText({ amount, asked }: Pick<RefundSummaryView, 'amount' | 'asked'>): string {
  const money = amount ?? asked;
  return money === null ? 'Whatever remains' : moneyText(money);
}

/** Who asked, and by which way: `Ada, on this desk`. */
export function whoAsked(by: ActorView): string {
  switch (by.type) {
    case 'policy':
      return 'The policy';
    case 'provider':
      return `${providerWord(by.id)}, not through Recourse`;
    case 'system':
      return 'Recourse';
    default:
      return `${actorName(by)}, ${wayWords(by.via)}`;
  }
}
