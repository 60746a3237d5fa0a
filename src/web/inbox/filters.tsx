import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { CaseView } from '../../api/schemas/case.ts';
import { PROVIDERS } from '../../domain/names.ts';
import { REASONS, STAGES } from '../../domain/provider.ts';
import { queries } from '../queries.ts';
import { providerWord, reasonWord, stageWord } from '../words/cases.ts';
import { type CaseListFilter, conditionCount } from './filter.ts';
import classes from './filters.module.css';

interface Props {
  readonly filter: CaseListFilter;
  readonly change: (changed: Partial<CaseListFilter>) => void;
}

/** Search and conditions; on a phone the conditions come out when asked for. */
export function CaseFilters({ filter, change, cases }: Props & { readonly cases: readonly CaseView[] }) {
  const [isOpen, setOpen] = useState(false);
  const count = conditionCount(filter);
  return (
    <div className={classes['filters']}>
      <CaseSearch filter={filter} change={change} />
      <Button
        className={classes['toggle'] ?? ''}
        variant="default"
        leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {count === 0 ? 'Filters' : `Filters (${count})`}
      </Button>
      <div className={classes['conditions']} data-open={isOpen || undefined}>
        <Conditions filter={filter} change={change} cases={cases} />
      </div>
    </div>
  );
}

function Conditions({ filter, change, cases }: Props & { readonly cases: readonly CaseView[] }) {
  const merchants = useMerchants(cases, filter.merchant);
  return (
    <>
      <Choice
        label="Provider"
        all="All providers"
        value={filter.provider}
        options={PROVIDERS}
        words={providerWord}
        onChange={(provider) => change({ provider })}
      />
      <Choice
        label="Reason"
        all="All reasons"
        value={filter.reason}
        options={REASONS}
        words={reasonWord}
        onChange={(reason) => change({ reason })}
      />
      <Choice
        label="Stage"
        all="All stages"
        value={filter.stage}
        options={STAGES}
        words={stageWord}
        onChange={(stage) => change({ stage })}
      />
      {merchants.length > 1 && (
        <Choice
          label="Merchant"
          all="All merchants"
          value={filter.merchant}
          options={merchants}
          words={(merchant) => merchant}
          onChange={(merchant) => change({ merchant })}
        />
      )}
      <Switch
        label="Problems only"
        checked={filter.attention}
        onChange={({ currentTarget }) => change({ attention: currentTarget.checked })}
      />
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** What it says while there is no condition. */
  readonly all: string;
  readonly value: string | null;
  readonly options: readonly string[];
  readonly words: (option: string) => string;
  readonly onChange: (value: string | null) => void;
}

function Choice({ label, all, value, options, words, onChange }: ChoiceProps) {
  return (
    <NativeSelect
      className={classes['choice'] ?? ''}
      aria-label={label}
      value={value ?? ''}
      data={[
        { value: '', label: all },
        ...options.map((option) => ({ value: option, label: words(option) })),
      ]}
      onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
    />
  );
}

/** Whoever sees all merchants is told of no list of them: those of the cases on this page are what there is to choose from. */
function useMerchants(cases: readonly CaseView[], chosen: string | null): readonly string[] {
  const { data: me } = useQuery(queries.me());
  const seen = cases.flatMap(({ merchant_id: merchant }) => (merchant === null ? [] : [merchant]));
  const all = [...(me?.merchant_ids ?? []), ...seen, ...(chosen === null ? [] : [chosen])];
  return [...new Set(all)].toSorted();
}

const TYPING_PAUSE = 250;

/** Looked for as one types. */
function CaseSearch({ filter, change }: Props) {
  const [text, setText] = useState(filter.search);
  const known = useRef(filter.search);
  useEffect(() => {
    if (filter.search === known.current) return;
    known.current = filter.search;
    setText(filter.search);
  }, [filter.search]);
  useEffect(() => {
    if (text === known.current) return undefined;
    const timer = setTimeout(() => {
      known.current = text;
      change({ search: text });
    }, TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [text, change]);
  return (
    <TextInput
      className={classes['search'] ?? ''}
      data-search
      type="search"
      aria-label="Search by payment, dispute or customer"
      placeholder="Payment, dispute or customer"
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        if (text === '') event.currentTarget.blur();
        else setText('');
      }}
    />
  );
}
