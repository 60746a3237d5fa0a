import { isFinal, type Refund } from '../domain/refund.ts';
import { context, type Message, section } from './blocks.ts';
import { openButton } from './buttons.ts';
import { escaped, money } from './words.ts';

/** The message of a refund that belongs to no case people see here, as it stands now. */
export function refundMessage(refund: Refund, label: string, page: string): Message {
  const { id, amount, asked, attention, status, failure, paymentId, merchantId } = refund;
  const title = `Refund of ${money(amount ?? asked)} at ${escaped(label)}`;
  const standing =
    attention === null || isFinal(refund)
      ? `${status.replaceAll('_', ' ')}${failure === null ? '' : `: ${escaped(failure.message)}`}`
      : `needs attention: ${escaped(attention.reason)}`;
  return {
    text: `${title}: ${standing}`,
    blocks: [
      section(`*${title}*\n${standing}`),
      context(escaped([`Payment ${paymentId}`, ...(merchantId === null ? [] : [merchantId])].join(' · '))),
      { type: 'actions', elements: [openButton(page)] },
    ],
    mark: { event_type: 'recourse_refund', event_payload: { refund_id: id } },
  };
}
