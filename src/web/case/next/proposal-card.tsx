import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useRef } from 'react';
import type { ChoiceView, ProposalView } from '../../../api/schemas/next-steps.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { localSentence } from '../../words/local-sentence.ts';
import { proposalWords } from '../../words/cases.ts';
import type { Subject } from '../subject.ts';
import { Withdrawal } from './withdrawal.tsx';

interface Props {
  readonly subject: Subject;
  readonly proposal: ProposalView;
  readonly approve: (choice: ChoiceView) => void;
}

/** What somebody proposed, to be approved or declined by another, or taken back by themselves. */
export function ProposalCard({ subject, proposal, approve }: Props) {
  const { dispute, me } = subject;
  const isOwn = proposal.by.type === 'person' && proposal.by.id === me.id;
  const mayDecide = me.role === 'approver' || me.role === 'admin';
  const choice = dispute.choices.find(({ decision }) => decision === proposal.decision);
  const canApprove = choice?.possible === true && choice.outcome === 'decided';
  const [isAsking, { toggle, close }] = useDisclosure(false);
  const askButton = useRef<HTMLButtonElement>(null);
  const cancel = () => {
    close();
    askButton.current?.focus();
  };
  return (
    <Alert color="blue" p="sm" title={proposalWords(proposal)} style={{ overflowWrap: 'anywhere' }}>
      <Stack gap="xs">
        <Text size="sm">
          <TimeText at={proposal.at} ago />, on revision {proposal.evidence_revision} of the evidence.
          {proposal.note !== null && ` “${proposal.note}”`}
        </Text>
        {!canApprove && (
          <Text size="sm" c="dimmed">
            {isOwn
              ? 'It waits for somebody else who may decide.'
              : localSentence(choice?.why ?? 'It waits for somebody who may decide.')}
          </Text>
        )}
        <Group gap="xs">
          {canApprove && (
            <Button size="xs" onClick={() => approve(choice)}>
              Approve…
            </Button>
          )}
          {(isOwn || mayDecide) && (
            <Button ref={askButton} size="xs" variant="default" aria-expanded={isAsking} onClick={toggle}>
              {isOwn ? 'Take back…' : 'Decline…'}
            </Button>
          )}
        </Group>
        {isAsking && <Withdrawal subject={subject} proposal={proposal} isOwn={isOwn} close={cancel} />}
      </Stack>
    </Alert>
  );
}
