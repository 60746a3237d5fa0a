import '@mantine/charts/styles.css';
import { Grid, NativeSelect, SegmentedControl, SimpleGrid, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';
import { queries } from '../queries.ts';
import { LoadFailed } from '../ui/load-failed.tsx';
import { Page } from '../ui/page.tsx';
import { AlertsCard } from './alerts-card.tsx';
import { AnswerCard } from './answer-card.tsx';
import { currencyShown } from './currency.ts';
import { daysOf, filterQuery, type InsightsFilter, readFilter, writeFilter } from './filter.ts';
import { RangeFilter } from './range-filter.tsx';
import { RulingsCard } from './rulings-card.tsx';
import { DueCard, StakeCard } from './stake-card.tsx';

/** How much is at stake, and how well disputes go. */
export function InsightsPage() {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const me = useQuery(queries.me());
  const insights = useQuery(queries.insights(filterQuery(filter)));
  const change = useCallback(
    (changed: Partial<InsightsFilter>) =>
      setParams((before) => writeFilter({ ...readFilter(before), ...changed }), { replace: true }),
    [setParams],
  );
  const currency = currencyShown(filter.currency, insights.data);
  return (
    <Page
      title="Insights"
      actions={
        <CurrencySwitch
          currencies={insights.data?.currencies ?? []}
          currency={currency}
          choose={(chosen) => change({ currency: chosen })}
        />
      }
    >
      <RangeFilter
        filter={filter}
        change={change}
        me={me.data}
        shown={insights.data ? daysOf(insights.data) : null}
      />
      {insights.data === undefined ? (
        insights.isError ? (
          <LoadFailed what="The figures" error={insights.error} retry={insights.refetch} />
        ) : (
          <Loading />
        )
      ) : (
        <Cards
          filter={filter}
          change={change}
          card={{ insights: insights.data, query: filterQuery(filter), currency }}
        />
      )}
    </Page>
  );
}

interface CardsProps {
  readonly filter: InsightsFilter;
  readonly change: (changed: Partial<InsightsFilter>) => void;
  readonly card: Parameters<typeof StakeCard>[0];
}

function Cards({ filter, change, card }: CardsProps) {
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 4 }}>
        <StakeCard {...card} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8 }}>
        <DueCard {...card} />
      </Grid.Col>
      <Grid.Col span={12}>
        <RulingsCard {...card} filter={filter} change={change} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <AnswerCard {...card} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <AlertsCard {...card} />
      </Grid.Col>
    </Grid>
  );
}

interface SwitchProps {
  readonly currencies: readonly string[];
  readonly currency: string;
  readonly choose: (currency: string) => void;
}

/** Which currency is drawn: they are never added together. */
function CurrencySwitch({ currencies, currency, choose }: SwitchProps) {
  if (currencies.length < 2) return null;
  const data = currencies.map((code) => ({ value: code, label: code.toUpperCase() }));
  return currencies.length <= 4 ? (
    <SegmentedControl size="xs" aria-label="Currency" data={data} value={currency} onChange={choose} />
  ) : (
    <NativeSelect
      size="xs"
      aria-label="Currency"
      data={data}
      value={currency}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    />
  );
}

function Loading() {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} role="status" aria-label="The figures are loading">
      {Array.from({ length: 4 }, (_, card) => (
        <Skeleton key={card} height={220} />
      ))}
    </SimpleGrid>
  );
}
