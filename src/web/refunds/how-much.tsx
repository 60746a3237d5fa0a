import { Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import type { PaymentView } from '../../api/schemas/payment.ts';
import { moneyText } from '../words/money.ts';
import { example } from './amount.ts';
import type { RefundDraft } from './draft.ts';

interface PartProps {
  readonly filled: RefundDraft;
  readonly change: (changed: Partial<RefundDraft>) => void;
}

/** All that remains, or a part of it. */
export function Extent({ payment, filled, change }: PartProps & { readonly payment: PaymentView }) {
  const { remaining, partial_objection: partialObjection } = payment;
  return (
    <Radio.Group
      label="How much"
      value={filled.extent}
      onChange={(extent) => change({ extent: extent === 'part' ? 'part' : 'whole' })}
    >
      <Stack gap="xs" mt="xs">
        <Radio
          value="whole"
          disabled={remaining === null}
          label={remaining === null ? 'All that remains' : `All that remains: ${moneyText(remaining)}`}
          description={
            remaining === null
              ? 'How much that is, the provider does not say: name an amount.'
              : 'Should less remain when its turn comes, then that.'
          }
        />
        <Radio
          value="part"
          disabled={partialObjection !== null}
          label="A part of it"
          description={partialObjection}
        />
      </Stack>
    </Radio.Group>
  );
}

interface AmountProps extends PartProps {
  /** The currency, where the provider names it. */
  readonly known: string | null;
  readonly error: string | null;
}

/** How much a part is. */
export function Amount({ filled, known, change, error }: AmountProps) {
  return (
    <Group gap="sm" align="flex-start">
      <TextInput
        label="Amount"
        withAsterisk
        inputMode="decimal"
        autoComplete="off"
        placeholder={example(filled.currency)}
        value={filled.amount}
        onChange={({ currentTarget }) => change({ amount: currentTarget.value })}
        error={error}
        rightSection={known !== null && <Text size="sm">{known.toUpperCase()}</Text>}
        rightSectionWidth={known === null ? 0 : 12 * known.length + 16}
      />
      {known === null && (
        <TextInput
          label="Currency"
          withAsterisk
          placeholder="usd"
          w={110}
          value={filled.currency}
          onChange={({ currentTarget }) => change({ currency: currentTarget.value })}
        />
      )}
    </Group>
  );
}
