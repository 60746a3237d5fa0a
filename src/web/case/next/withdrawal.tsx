import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ProposalView } from '../../../api/schemas/next-steps.ts';
import { api, segment } from '../../client.ts';
import { queries } from '../../queries.ts';
import { tell } from '../../ui/tell.ts';
import { localSentence } from '../../words/local-sentence.ts';
import type { Subject } from '../subject.ts';

interface Props {
  readonly subject: Subject;
  readonly proposal: ProposalView;
  /** Whether it is taken back by who made it, not declined by another. */
  readonly isOwn: boolean;
  readonly close: () => void;
}

/** Asks once before a proposal is declined or taken back, with room to say why. */
export function Withdrawal({ subject: { of, dispute }, proposal, isOwn, close }: Props) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const noteField = useRef<HTMLTextAreaElement>(null);
  useEffect(() => noteField.current?.focus(), []);
  const withdrawal = useMutation({
    mutationFn: () =>
      api.post(`/disputes/${segment(of.id)}/withdrawal`, {
        dispute_id: dispute.id,
        proposed_at: proposal.at,
        ...(note.trim() !== '' && { note: note.trim() }),
      }),
    onSuccess: () => tell(isOwn ? 'The proposal is taken back.' : 'The proposal is declined.'),
    onSettled: () => client.invalidateQueries({ queryKey: queries.case(of.id).queryKey }),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!withdrawal.isPending) withdrawal.mutate();
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          ref={noteField}
          size="sm"
          label={isOwn ? 'Take it back?' : 'Decline it?'}
          description="Say why, if you like."
          autosize
          minRows={1}
          maxRows={6}
          maxLength={2000}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        {withdrawal.error !== null && (
          <Text size="sm" c="var(--tone-bad)" role="alert">
            {localSentence(withdrawal.error.message)}
          </Text>
        )}
        <Group gap="xs">
          <Button size="xs" type="submit" loading={withdrawal.isPending}>
            {isOwn ? 'Take it back' : 'Decline it'}
          </Button>
          <Button size="xs" variant="default" onClick={close}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
