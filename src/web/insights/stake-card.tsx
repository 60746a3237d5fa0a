import { BarChart } from '@mantine/charts';
import { Text } from '@mantine/core';
import { counted } from '../words/time-left.ts';
import { moneyText } from '../words/money.ts';
import { useNow } from '../ui/now.ts';
import type { CardProps } from './card-props.ts';
import { ChartCard } from './chart-card.tsx';
import { axisText, drawn, drawnText } from './chart-money.ts';
import { DRAWING } from './drawing.ts';
import { dayLabel, dueDays } from './due.ts';
import { Figure } from './figure.tsx';

/** What could be lost right now. */
export function StakeCard({ insights, query, currency }: CardProps) {
  const { at_stake: stakes } = insights;
  const shown = stakes.find((stake) => stake.currency === currency);
  const others = stakes.filter((stake) => stake !== shown);
  return (
    <ChartCard
      title="At stake now"
      csv="at_stake"
      query={query}
      empty={stakes.length === 0 ? 'Nothing is at stake: no dispute is open.' : null}
      table={{
        head: ['Currency', 'Amount', 'Cases'],
        rows: stakes.map((stake) => [stake.currency.toUpperCase(), moneyText(stake), String(stake.cases)]),
      }}
    >
      {shown !== undefined && (
        <Figure value={moneyText(shown)} label={`in ${counted(shown.cases, 'case')}`} />
      )}
      {others.map((stake) => (
        <Text key={stake.currency} size="sm" mt={4}>
          and {moneyText(stake)} in {counted(stake.cases, 'case')}
        </Text>
      ))}
    </ChartCard>
  );
}

/** What is due in the days to come. */
export function DueCard({ insights, query, currency }: CardProps) {
  const now = useNow();
  const days = dueDays(insights.due, currency, now);
  const inCurrency = insights.due.filter((day) => day.currency === currency);
  return (
    <ChartCard
      title={`Due in the next 14 days, ${currency.toUpperCase()}`}
      csv="due"
      query={query}
      empty={
        inCurrency.length === 0 ? `Nothing in ${currency.toUpperCase()} is due in the next 14 days.` : null
      }
      table={{
        head: ['Day (UTC)', 'Amount', 'Cases'],
        rows: insights.due.map((day) => [dayLabel(day.date), moneyText(day), String(day.cases)]),
      }}
    >
      <BarChart
        {...DRAWING}
        h={220}
        data={days.map(({ date, money, cases }) => ({ day: dayLabel(date), amount: drawn(money), cases }))}
        dataKey="day"
        series={[{ name: 'amount', label: 'Due', color: 'indigo.6' }]}
        valueFormatter={(value) => drawnText(value, currency)}
        yAxisProps={{ tickFormatter: axisText, width: 48 }}
      />
    </ChartCard>
  );
}
