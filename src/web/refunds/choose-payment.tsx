import { Button, Group, NativeSelect, Paper, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { PROVIDERS, type ProviderName } from '../../domain/names.ts';
import { queries } from '../queries.ts';
import { providerWord } from '../words/cases.ts';
import type { DraftSubject } from './draft.ts';

interface Props {
  /** As the address bar has it. */
  readonly provider: string | null;
  /** What was looked for in vain; null for nothing yet. */
  readonly missing?: string | null;
  readonly choose: (subject: DraftSubject) => void;
}

/** Which payment is to be refunded. */
export function ChoosePayment({ provider, missing = null, choose }: Props) {
  const names = useRefundingProviders();
  const form = useForm({
    initialValues: { provider: provider ?? '', paymentId: missing ?? '' },
    initialErrors: {
      paymentId: missing === null ? null : `There is no such payment at ${providerWord(provider ?? '')}`,
    },
    validate: {
      paymentId: (id) => (id.trim() === '' ? 'Write the id of the payment as the provider does.' : null),
    },
  });
  const chosen = names.find((name) => name === form.values.provider) ?? names[0];
  return (
    <Paper withBorder radius="md" p="md" maw={640}>
      <form
        noValidate
        onSubmit={form.onSubmit(({ paymentId }) => {
          if (chosen !== undefined) choose({ provider: chosen, paymentId: paymentId.trim() });
        })}
      >
        <Stack gap="md">
          <NativeSelect
            label="Provider"
            description="Those that take refunds from here."
            data={names.map((name) => ({ value: name, label: providerWord(name) }))}
            {...form.getInputProps('provider')}
            value={chosen ?? ''}
          />
          <TextInput
            label="Payment id"
            description="As the provider shows it."
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            {...form.getInputProps('paymentId')}
          />
          <Group>
            <Button type="submit">Look it up</Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

/** All of them while it is not known which are set up: the API says so too. */
function useRefundingProviders(): readonly ProviderName[] {
  const { data } = useQuery(queries.providers());
  if (data === undefined) return PROVIDERS;
  return data.data.filter(({ refund, set_up: isSetUp }) => refund && isSetUp).map(({ provider }) => provider);
}
