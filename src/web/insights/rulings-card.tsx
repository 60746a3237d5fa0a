import { BarChart } from '@mantine/charts';
import { Group, SegmentedControl, Text } from '@mantine/core';
import { providerWord, reasonWord } from '../words/cases.ts';
import { moneyText } from '../words/money.ts';
import type { CardProps } from './card-props.ts';
import { ChartCard, type ChartTable } from './chart-card.tsx';
import { axisText, drawn, drawnText } from './chart-money.ts';
import { DRAWING } from './drawing.ts';
import { monthLabel } from './due.ts';
import { type Grouping, GROUPINGS, type InsightsFilter } from './filter.ts';
import { groupRulings, netIn, type RulingGroup, untold, winRate } from './rulings.ts';
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

interface DrawnProps {
  readonly groups: readonly RulingGroup[];
  readonly by: Grouping;
}

function CountChart({ groups, by }: DrawnProps) {
  return (
    <BarChart
      {...DRAWING}
      h={280}
      type="stacked"
      withLegend
      data={groups.map(({ key, won, lost, closed }) => ({ group: labelOf(key, by), won, lost, closed }))}
      dataKey="group"
      series={[
        { name: 'won', label: 'Won', color: 'teal.6' },
        { name: 'lost', label: 'Lost', color: 'red.6' },
        { name: 'closed', label: 'Closed', color: 'gray.5' },
      ]}
      yAxisProps={{ allowDecimals: false, width: 40 }}
    />
  );
}

function NetChart({ groups, by, currency }: DrawnProps & { readonly currency: string }) {
  return (
    <BarChart
      {...DRAWING}
      h={280}
      data={groups.map((group) => ({ group: labelOf(group.key, by), net: drawn(netIn(group, currency)) }))}
      dataKey="group"
      series={[{ name: 'net', label: `Net, ${currency.toUpperCase()}`, color: 'teal.6' }]}
      getBarColor={(value) => (value < 0 ? 'red.6' : 'teal.6')}
      valueFormatter={(value) => drawnText(value, currency)}
      yAxisProps={{ tickFormatter: axisText, width: 52 }}
      referenceLines={[{ y: 0, color: 'gray.6' }]}
    />
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
      labelOf(group.key, by),
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

function labelOf(key: string | null, by: Grouping): string {
  if (by === 'month') return monthLabel(key ?? '');
  return by === 'provider' ? providerWord(key ?? '') : reasonWord(key);
}
