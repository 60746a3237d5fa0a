import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ChoiceView, ProposalView } from '../../../api/schemas/next-steps.ts';
import { api, segment } from '../../client.ts';
import { queries } from '../../queries.ts';
import { tell } from '../../ui/tell.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { localSentence } from '../../words/local-sentence.ts';
import { proposalWords } from '../../words/cases.ts';
import type { Subject } from '../subject.ts';

interface Props {
  readonly subject: Subject;
  readonly proposal: ProposalView;
  readonly approve: (choice: ChoiceView) => void;
}

/** What somebody proposed, to be approved or declined by another, or taken back by themselves. */
export function ProposalCard({ subject, proposal, approve }: Props) {
  const { of, dispute, me } = subject;
  const client = useQueryClient();
  const isOwn = proposal.by.type === 'person' && proposal.by.id === me.id;
  const mayDecide = me.role === 'approver' || me.role === 'admin';
  const choice = dispute.choices.find(({ decision }) => decision === proposal.decision);
  const canApprove = choice?.possible === true && choice.outcome === 'decided';
  const withdrawal = useMutation({
    mutationFn: () =>
      api.post(`/disputes/${segment(of.id)}/withdrawal`, {
        dispute_id: dispute.id,
        proposed_at: proposal.at,
      }),
    onSuccess: () => tell(isOwn ? 'The proposal is taken back.' : 'The proposal is declined.'),
    onSettled: () => client.invalidateQueries({ queryKey: queries.case(of.id).queryKey }),
  });
  return (
    <Alert color="blue" p="sm" title={proposalWords(proposal)}>
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
            <Button
              size="xs"
              variant="default"
              loading={withdrawal.isPending}
              onClick={() => withdrawal.mutate()}
            >
              {isOwn ? 'Take back' : 'Decline'}
            </Button>
          )}
        </Group>
        {withdrawal.error !== null && (
          <Text size="sm" c="var(--tone-bad)" role="alert">
            {localSentence(withdrawal.error.message)}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
