import { Alert, Button, Group, Radio, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RefundView } from '../../api/schemas/refund.ts';
import { api, segment } from '../client.ts';
import { providerWord } from '../words/cases.ts';

interface Values {
  readonly outcome: 'done' | 'not_done' | '';
  readonly reference: string;
  readonly note: string;
}

const NOTHING: Values = { outcome: '', reference: '', note: '' };

/** The two ways to settle a refund by hand, each with what it means. */
export function SettleForm({ refund }: { readonly refund: RefundView }) {
  const provider = providerWord(refund.provider);
  const settle = useSettle(refund.id);
  const form = useForm<Values>({
    initialValues: NOTHING,
    validate: {
      outcome: (outcome) => (outcome === '' ? 'Which of the two is it?' : null),
      note: (note) => (note.trim() === '' ? 'Say what you saw: it stands with the refund for good.' : null),
    },
  });
  if (settle.isSuccess) {
    return (
      <Text size="sm" role="status">
        Recorded. What follows from it shows here in a moment.
      </Text>
    );
  }
  return (
    <form onSubmit={form.onSubmit((values) => settle.mutate(values))} noValidate>
      <Stack gap="md">
        <Text size="sm">
          Look the payment up at {provider}: is this refund there, or is it not? Then say so here.
        </Text>
        <Radio.Group label="What did you find?" {...form.getInputProps('outcome')}>
          <Stack gap="sm" mt="xs">
            <Radio
              value="done"
              label="It was made"
              description="The money went back to the customer. Nothing is sent any more, and the refund counts as paid back."
            />
            <Radio
              value="not_done"
              label="It was not made"
              description={`There is no such refund at ${provider}. The payment is read once more, and the refund is sent again; should the records show it by then, they are believed and nothing is sent.`}
            />
          </Stack>
        </Radio.Group>
        {form.values.outcome === 'done' && (
          <TextInput
            label={`The refund's id at ${provider}`}
            description="As it stands there. It links this refund with theirs, so that it is followed to its bank reference."
            {...form.getInputProps('reference')}
          />
        )}
        <Textarea
          label="Note"
          withAsterisk
          autosize
          minRows={2}
          maxLength={2000}
          {...form.getInputProps('note')}
        />
        {settle.isError && (
          <Alert color="red" title="It was not settled">
            <Text size="sm">{settle.error.message}</Text>
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={settle.isPending}>
            Settle it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useSettle(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ outcome, reference, note }: Values) =>
      api.post<RefundView>(`/refunds/${segment(id)}/resolution`, {
        outcome,
        note: note.trim(),
        ...(outcome === 'done' && reference.trim() !== '' && { provider_reference: reference.trim() }),
      }),
    onSuccess: async (refund) => {
      cache.setQueryData(['refund', id], refund);
      await cache.invalidateQueries({
        predicate: ({ queryKey: [kind] }) => kind === 'refund' || kind === 'refunds',
      });
    },
  });
}
