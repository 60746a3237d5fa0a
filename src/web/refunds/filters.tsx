import { Button, CloseButton, Group, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconSearch } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { PROVIDERS } from '../../domain/names.ts';
import { segment } from '../client.ts';
import { providerWord } from '../words/cases.ts';
import { isRefundId, type RefundListFilter } from './filter.ts';

interface Props {
  readonly filter: RefundListFilter;
  readonly change: (changed: Partial<RefundListFilter>) => void;
}

const PROVIDER_CHOICES = [
  { value: '', label: 'All providers' },
  ...PROVIDERS.map((name) => ({ value: name, label: providerWord(name) })),
];

/** Which refunds to show. */
export function RefundFilters({ filter, change }: Props) {
  return (
    <Group gap="sm" mb="md" align="center">
      <RefundSearch key={filter.paymentId} filter={filter} change={change} />
      <NativeSelect
        aria-label="Provider"
        data={PROVIDER_CHOICES}
        value={filter.provider ?? ''}
        onChange={({ currentTarget }) => change({ provider: currentTarget.value || null })}
      />
      <Switch
        label="Only what needs a person"
        checked={filter.attention}
        onChange={({ currentTarget }) => change({ attention: currentTarget.checked })}
      />
    </Group>
  );
}

/** By payment; the id of one refund opens that. */
function RefundSearch({ filter, change }: Props) {
  const [, navigate] = useLocation();
  const form = useForm({ initialValues: { text: filter.paymentId ?? '' } });
  const search = ({ text }: { readonly text: string }) => {
    const wanted = text.trim();
    if (isRefundId(wanted)) navigate(`/refunds/${segment(wanted)}`);
    else change({ paymentId: wanted === '' ? null : wanted });
  };
  return (
    <form role="search" onSubmit={form.onSubmit(search)} style={{ flex: '1 1 16rem', maxWidth: '26rem' }}>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          style={{ flex: 1 }}
          data-search
          type="search"
          aria-label="Payment id, or the id of a refund"
          placeholder="Payment or refund id"
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            filter.paymentId !== null && (
              <CloseButton
                aria-label="Show all payments"
                size="sm"
                onClick={() => change({ paymentId: null })}
              />
            )
          }
          {...form.getInputProps('text')}
        />
        <Button type="submit" variant="default">
          Find
        </Button>
      </Group>
    </form>
  );
}
