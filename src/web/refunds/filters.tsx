import { Button, CloseButton, Group, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconSearch } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { PROVIDERS } from '../../domain/names.ts';
import { segment } from '../client.ts';
import { providerWord } from '../words/cases.ts';
import { REFUND_STATUSES } from '../../domain/refund.ts';
import { refundStatusWord } from './refund-words.ts';
import { isRefundId, type RefundListFilter } from './filter.ts';

interface Props {
  readonly filter: RefundListFilter;
  readonly change: (changed: Partial<RefundListFilter>) => void;
}

const PROVIDER_CHOICES = [
  { value: '', label: 'All providers' },
  ...PROVIDERS.map((name) => ({ value: name, label: providerWord(name) })),
];

const STATUS_CHOICES = [
  { value: '', label: 'Any status' },
  ...REFUND_STATUSES.map((status) => ({ value: status, label: refundStatusWord(status) })),
];

/** Which refunds to show. */
export function RefundFilters({ filter, change }: Props) {
  return (
    <Group gap="sm" mb="md" align="center">
      <RefundSearch key={searched(filter)} filter={filter} change={change} />
      <NativeSelect
        aria-label="Provider"
        data={PROVIDER_CHOICES}
        value={filter.provider ?? ''}
        onChange={({ currentTarget }) => change({ provider: currentTarget.value || null })}
      />
      <NativeSelect
        aria-label="Status"
        data={STATUS_CHOICES}
        value={filter.status ?? ''}
        onChange={({ currentTarget }) => change({ status: currentTarget.value || null })}
      />
      <Switch
        label="Only what needs a person"
        checked={filter.attention}
        onChange={({ currentTarget }) => change({ attention: currentTarget.checked })}
      />
    </Group>
  );
}

/** What is looked for; null for nothing. */
function searched({ q, paymentId }: RefundListFilter): string | null {
  return q ?? paymentId;
}

/** By parts of ids; the whole id of a refund opens it. */
function RefundSearch({ filter, change }: Props) {
  const [, navigate] = useLocation();
  const form = useForm({ initialValues: { text: searched(filter) ?? '' } });
  const search = ({ text }: { readonly text: string }) => {
    const wanted = text.trim();
    if (isRefundId(wanted)) navigate(`/refunds/${segment(wanted)}`);
    else change({ q: wanted === '' ? null : wanted, paymentId: null });
  };
  return (
    <form role="search" onSubmit={form.onSubmit(search)} style={{ flex: '1 1 16rem', maxWidth: '26rem' }}>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          style={{ flex: 1 }}
          data-search
          type="search"
          aria-label="Search by payment, refund or key"
          placeholder="Payment, refund or key"
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            searched(filter) !== null && (
              <CloseButton
                aria-label="Search for nothing"
                size="sm"
                onClick={() => change({ q: null, paymentId: null })}
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
