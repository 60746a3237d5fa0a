import { Group, SegmentedControl, Text } from '@mantine/core';
import { moneyText } from '../words/money.ts';
import type { CardProps } from './card-props.ts';
import { ChartCard, type ChartTable } from './chart-card.tsx';
import { type Grouping, GROUPINGS, type InsightsFilter } from './filter.ts';
import { CountChart, groupLabel, NetChart } from './rulings-charts.tsx';
import { groupRulings, type RulingGroup, untold, winRate } from './rulings.ts';
import { movementWord } from './movements.ts';

interface Props extends CardProps {
  readonly filter: InsightsFilter;
  readonly change: (changed: Partial<InsightsFilter>) => void;
}

const GROUPING_LABELS: Readonly<Record<Grouping, string>> = {
  reason: 'Reason',
  provider: 'Provider',
  month: 'Month',
};

/** What became of disputes, by count or by what they did to the money. */
export function RulingsCard({ insights, query, currency, filter, change }: Props) {
  const { by, measure } = filter;
  const groups = groupRulings(insights.rulings, by);
  return (
    <ChartCard
      title="Won and lost"
      csv="rulings"
      query={query}
      controls={<RulingControls filter={filter} change={change} />}
      empty={groups.length === 0 ? 'No dispute was ruled on in this time.' : null}
      table={tableOf(groups, by)}
    >
      {measure === 'count' ? (
        <CountChart groups={groups} by={by} />
      ) : (
        <NetChart groups={groups} by={by} currency={currency} />
      )}
      {measure === 'net' && <Lacking insights={insights} />}
    </ChartCard>
  );
}

function RulingControls({ filter, change }: Pick<Props, 'filter' | 'change'>) {
  return (
    <Group gap="sm" mb="md">
      <SegmentedControl
        size="xs"
        aria-label="Put together by"
        data={GROUPINGS.map((value) => ({ value, label: GROUPING_LABELS[value] }))}
        value={filter.by}
        onChange={(by) => change({ by })}
      />
      <SegmentedControl
        size="xs"
        aria-label="Measured by"
        data={[
          { value: 'count', label: 'Count' },
          { value: 'net', label: 'Net after fees' },
        ]}
        value={filter.measure}
        onChange={(measure) => change({ measure })}
      />
    </Group>
  );
}

function Lacking({ insights }: Pick<CardProps, 'insights'>) {
  const kinds = untold(insights.rulings).map(movementWord);
  if (kinds.length === 0) return null;
  return (
    <Text size="xs" c="dimmed" mt="xs">
      Not every provider says all that moved; what may be missing here: {kinds.join(', ')}.
    </Text>
  );
}

function tableOf(groups: readonly RulingGroup[], by: Grouping): ChartTable {
  return {
    head: [GROUPING_LABELS[by], 'Won', 'Lost', 'Closed', 'Won of decided', 'Net after fees'],
    rows: groups.map((group) => [
      groupLabel(group.key, by),
      String(group.won),
      String(group.lost),
      String(group.closed),
      shareText(winRate(group)),
      group.net.length === 0 ? '–' : group.net.map(moneyText).join(', '),
    ]),
  };
}

function shareText(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 100)}%`;
}
