import { LineChart } from '@mantine/charts';
import { Group } from '@mantine/core';
import type { InsightsView } from '../../api/schemas/insights.ts';
import { counted, duration } from '../words/time-left.ts';
import { answerUnit } from './answer-unit.ts';
import type { CardProps } from './card-props.ts';
import { ChartCard } from './chart-card.tsx';
import { countAxis } from './count-axis.ts';
import { monthLabel } from './due.ts';
import { Figure } from './figure.tsx';

const HOUR = 60 * 60 * 1_000;

/** How long a dispute waited here before it was answered. */
export function AnswerCard({ insights, query }: CardProps) {
  const { time_to_answer: whole, time_to_answer_by_month: months } = insights;
  return (
    <ChartCard
      title="Time to answer"
      csv="time_to_answer"
      query={query}
      empty={whole.answered === 0 ? 'No dispute was answered in this time.' : null}
      summary={
        whole.answered > 0 && (
          <Group gap="xl" mb="sm">
            <Figure
              value={hoursText(whole.median_hours)}
              label={`half of ${counted(whole.answered, 'answer')} within`}
            />
            <Figure value={hoursText(whole.p90_hours)} label="nine in ten within" />
          </Group>
        )
      }
      table={{
        head: ['Month (UTC)', 'Half within', 'Nine in ten within', 'Answered'],
        rows: months.map(({ month, median_hours: median, p90_hours: p90, answered }) => [
          monthLabel(month),
          hoursText(median),
          hoursText(p90),
          String(answered),
        ]),
      }}
    >
      <AnswerChart months={months} />
    </ChartCard>
  );
}

function AnswerChart({ months }: { readonly months: InsightsView['time_to_answer_by_month'] }) {
  const unit = answerUnit(months.flatMap(({ median_hours, p90_hours }) => [median_hours, p90_hours]));
  const inUnit = (hours: number | null) => (hours === null ? null : hours * unit.perHour);
  const drawn = months.map(({ month, median_hours, p90_hours }) => ({
    month: monthLabel(month),
    median: inUnit(median_hours),
    p90: inUnit(p90_hours),
  }));
  return (
    <LineChart
      h={200}
      withLegend
      data={drawn}
      dataKey="month"
      series={[
        { name: 'median', label: 'Half within', color: 'indigo.6' },
        { name: 'p90', label: 'Nine in ten within', color: 'orange.6' },
      ]}
      tickLine="none"
      curveType="linear"
      valueFormatter={(value) => hoursText(value / unit.perHour)}
      yAxisProps={{
        ...countAxis(drawn.flatMap(({ median, p90 }) => [median ?? 0, p90 ?? 0])),
        tickFormatter: (value: number) => `${value} ${unit.short}`,
        width: 60,
      }}
      lineProps={{ isAnimationActive: false }}
      lineChartProps={{ accessibilityLayer: false }}
    />
  );
}

function hoursText(hours: number | null): string {
  return hours === null ? '–' : duration(hours * HOUR);
}
