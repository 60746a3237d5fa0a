import { BarChart, type BarChartProps } from '@mantine/charts';
import { providerWord, reasonWord } from '../words/cases.ts';
import { axisText, drawn, drawnText } from './chart-money.ts';
import { countAxis } from './count-axis.ts';
import { DRAWING } from './drawing.ts';
import { monthLabel } from './due.ts';
import type { Grouping } from './filter.ts';
import { netIn, type RulingGroup, totalOf } from './rulings.ts';

interface Props {
  readonly groups: readonly RulingGroup[];
  readonly by: Grouping;
}

/** How many were won, lost and closed. */
export function CountChart({ groups, by }: Props) {
  return (
    <BarChart
      {...DRAWING}
      {...laidOut(by, groups.length, countAxis(groups.map(totalOf)))}
      type="stacked"
      withLegend
      data={groups.map(({ key, won, lost, closed }) => ({ group: groupLabel(key, by), won, lost, closed }))}
      dataKey="group"
      series={[
        { name: 'won', label: 'Won', color: 'teal.6' },
        { name: 'lost', label: 'Lost', color: 'red.6' },
        { name: 'closed', label: 'Closed', color: 'gray.5' },
      ]}
    />
  );
}

/** What they did to the merchant's money, in one currency. */
export function NetChart({ groups, by, currency }: Props & { readonly currency: string }) {
  return (
    <BarChart
      {...DRAWING}
      {...laidOut(by, groups.length, { tickFormatter: axisText, domain: [withZero.least, withZero.most] })}
      data={groups.map((group) => ({
        group: groupLabel(group.key, by),
        net: drawn(netIn(group, currency)),
      }))}
      dataKey="group"
      series={[{ name: 'net', label: `Net, ${currency.toUpperCase()}`, color: 'teal.6' }]}
      getBarColor={(value) => (value < 0 ? 'red.6' : 'teal.6')}
      valueFormatter={(value) => drawnText(value, currency)}
    />
  );
}

/** What a reason, a provider or a month is called. */
export function groupLabel(key: string | null, by: Grouping): string {
  if (by === 'month') return monthLabel(key ?? '');
  return by === 'provider' ? providerWord(key ?? '') : reasonWord(key);
}

/** A bar that did not begin at nothing would lie. */
const withZero = {
  least: (value: number) => Math.min(0, value),
  most: (value: number) => Math.max(0, value),
};

type Axis = NonNullable<BarChartProps['yAxisProps'] & BarChartProps['xAxisProps']>;

/** Time goes from left to right; names stand below each other, where they have room on a phone too. */
function laidOut(by: Grouping, groups: number, measured: Axis): Partial<BarChartProps> {
  return by === 'month'
    ? { orientation: 'horizontal', h: 280, yAxisProps: { width: 52, ...measured } }
    : {
        orientation: 'vertical',
        h: 90 + 42 * groups,
        gridAxis: 'y',
        xAxisProps: measured,
        yAxisProps: { width: 116 },
      };
}
