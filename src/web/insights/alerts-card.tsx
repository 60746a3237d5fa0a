import { BarChart } from '@mantine/charts';
import type { CardProps } from './card-props.ts';
import { ChartCard } from './chart-card.tsx';
import { countAxis } from './count-axis.ts';
import { DRAWING } from './drawing.ts';

/** What became of early warnings: whether refunding them kept disputes away. */
export function AlertsCard({ insights: { alerts }, query }: CardProps) {
  const rows: [string, number][] = [
    ['Received', alerts.received],
    ['Refunded', alerts.refunded],
    ['Disputes avoided', alerts.disputes_avoided],
    ['Became disputes', alerts.became_disputes],
  ];
  return (
    <ChartCard
      title="Alerts"
      csv="alerts"
      query={query}
      empty={alerts.received === 0 ? 'No alert came in this time.' : null}
      table={{ head: ['Alerts', 'Number'], rows: rows.map(([name, number]) => [name, String(number)]) }}
    >
      <BarChart
        {...DRAWING}
        h={200}
        orientation="vertical"
        data={rows.map(([what, number]) => ({ what, number }))}
        dataKey="what"
        series={[{ name: 'number', label: 'Alerts', color: 'indigo.6' }]}
        withBarValueLabel
        gridAxis="y"
        xAxisProps={countAxis(rows.map(([, number]) => number))}
        yAxisProps={{ width: 120 }}
      />
    </ChartCard>
  );
}
