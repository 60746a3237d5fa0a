import { Anchor, Text } from '@mantine/core';
import type { ChoiceView } from '../../../api/schemas/next-steps.ts';
import { moneyText } from '../../words/money.ts';
import { packetAddress } from '../packet-address.ts';
import type { Subject } from '../subject.ts';
import { RefundCosts } from './refund-costs.tsx';

interface Props {
  readonly subject: Subject;
  readonly decision: ChoiceView['decision'];
}

/** What a choice leads to, in plain words. */
export function Consequence({ subject, decision }: Props) {
  const { of, dispute, provider } = subject;
  switch (decision) {
    case 'challenge':
      return (
        <Text size="sm">
          The answer goes to {provider.label} once. After that it cannot be changed, and no second one can be
          sent. The bank rules in weeks or months.
        </Text>
      );
    case 'concede':
      return <Conceding subject={subject} />;
    case 'refund':
      return <RefundCosts subject={subject} />;
    case 'ignore':
      return (
        <Text size="sm">
          {dispute.kind === 'alert'
            ? 'The alert is closed here and nobody is reminded of it. A dispute may still come of it, and opens anew then.'
            : 'Nothing is sent, and nobody is reminded any more. The ruling shows up here by itself.'}
        </Text>
      );
    case 'submitted_elsewhere':
      return (
        <Text size="sm">
          {provider.label} takes no answer from here: submit the{' '}
          <Anchor href={packetAddress({ of, dispute })} download>
            packet
          </Anchor>{' '}
          where you work with {provider.label}, then record it here. Reminders stop, and the evidence is kept
          as it is now.
        </Text>
      );
  }
}

function Conceding({ subject: { dispute, provider } }: { readonly subject: Subject }) {
  const amount = dispute.amount === null ? 'The disputed amount' : moneyText(dispute.amount);
  const how =
    provider.concede === 'call'
      ? `${provider.label} is told that you accept the dispute.`
      : `Nothing is answered: ${provider.label} lets the deadline pass, and the dispute is lost.`;
  return (
    <>
      <Text size="sm">
        {how} {amount} goes to the cardholder for good, and fees of the dispute are not given back.
      </Text>
      <Text size="sm" fw={600}>
        This cannot be undone: the dispute can never be challenged after it.
      </Text>
    </>
  );
}
