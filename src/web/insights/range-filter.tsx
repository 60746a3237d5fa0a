import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { PROVIDERS } from '../../domain/names.ts';
import type { MeView } from '../../api/schemas/session.ts';
import { providerWord } from '../words/cases.ts';
import { type InsightsFilter, lastDays } from './filter.ts';

interface Props {
  readonly filter: InsightsFilter;
  readonly change: (changed: Partial<InsightsFilter>) => void;
  readonly me: MeView | undefined;
  /** The days that are shown while none are chosen; null until that is known. */
  readonly shown: { readonly from: string; readonly to: string } | null;
}

const RANGES = [
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: 'A year' },
] as const;

/** Of which time, provider and merchant. */
export function RangeFilter({ filter, change, me, shown }: Props) {
  const from = filter.from ?? shown?.from ?? '';
  const to = filter.to ?? shown?.to ?? '';
  return (
    <Group gap="sm" align="flex-end" mb="md">
      <TextInput
        type="date"
        label="From (UTC day)"
        value={from}
        max={to}
        onChange={({ currentTarget }) => change({ from: currentTarget.value || null })}
      />
      <TextInput
        type="date"
        label="To"
        value={to}
        min={from}
        onChange={({ currentTarget }) => change({ to: currentTarget.value || null })}
      />
      <Button.Group aria-label="Range">
        {RANGES.map(({ days, label }) => (
          <Button key={days} variant="default" onClick={() => change(lastDays(days, Date.now()))}>
            {label}
          </Button>
        ))}
      </Button.Group>
      <NativeSelect
        label="Provider"
        data={[
          { value: '', label: 'All providers' },
          ...PROVIDERS.map((name) => ({ value: name, label: providerWord(name) })),
        ]}
        value={filter.provider ?? ''}
        onChange={({ currentTarget }) => change({ provider: currentTarget.value || null })}
      />
      <MerchantFilter filter={filter} change={change} me={me} />
    </Group>
  );
}

/** Who sees some merchants only chooses among them; of one alone there is nothing to choose. */
function MerchantFilter({ filter, change, me }: Omit<Props, 'shown'>) {
  const own = me?.merchant_ids ?? null;
  if (own?.length === 1) return null;
  if (own === null) {
    return (
      <TextInput
        key={filter.merchantId}
        label="Merchant"
        placeholder="All merchants"
        defaultValue={filter.merchantId ?? ''}
        onBlur={({ currentTarget }) => change({ merchantId: currentTarget.value.trim() || null })}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') change({ merchantId: currentTarget.value.trim() || null });
        }}
      />
    );
  }
  return (
    <NativeSelect
      label="Merchant"
      data={[{ value: '', label: 'All of mine' }, ...own]}
      value={filter.merchantId ?? ''}
      onChange={({ currentTarget }) => change({ merchantId: currentTarget.value || null })}
    />
  );
}
