import { Alert, Button, Group, Modal, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, segment } from '../../client.ts';
import { queries } from '../../queries.ts';
import { tell } from '../../ui/tell.ts';
import type { Subject } from '../subject.ts';

interface Props {
  readonly subject: Subject;
  readonly close: () => void;
}

/** A person who has looked at the provider says whether what was sent arrived. */
export function SettleDialog({ subject: { of, dispute, provider }, close }: Props) {
  const client = useQueryClient();
  const [outcome, setOutcome] = useState('');
  const [reference, setReference] = useState('');
  const [note, setNote] = useState('');
  const settlement = useMutation({
    mutationFn: () =>
      api.post(`/disputes/${segment(of.id)}/resolution`, {
        dispute_id: dispute.id,
        outcome,
        note: note.trim(),
        ...(reference.trim() !== '' && { provider_reference: reference.trim() }),
      }),
    onSuccess: () => {
      tell('Settled.');
      close();
    },
    onSettled: () => client.invalidateQueries({ queryKey: queries.case(of.id).queryKey }),
  });
  const isReady = outcome !== '' && note.trim() !== '';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady && !settlement.isPending) settlement.mutate();
  }

  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title="Did it arrive?"
      closeButtonProps={{ 'aria-label': 'Close without settling' }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">
            Look at the dispute {dispute.id} where you work with {provider.label}: does it show your answer?
          </Text>
          <Radio.Group value={outcome} onChange={setOutcome} label="What it shows" withAsterisk>
            <Stack gap="xs" mt={4}>
              <Radio value="done" label="It arrived" description="Nothing more is sent." />
              <Radio
                value="not_done"
                label="It did not arrive"
                description="It is sent again. If it did arrive after all, that may be refused, or count twice."
              />
            </Stack>
          </Radio.Group>
          <TextInput
            label={`Reference at ${provider.label} (optional)`}
            value={reference}
            maxLength={255}
            onChange={({ currentTarget }) => setReference(currentTarget.value)}
          />
          <Textarea
            label="What you saw"
            withAsterisk
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          {settlement.error !== null && (
            <Alert color="red" role="alert" title="Not settled">
              {settlement.error.message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isReady} loading={settlement.isPending}>
              Settle it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
