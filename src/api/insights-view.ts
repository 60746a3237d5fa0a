import { DAY, type Instant, instant, millis, plus } from '../domain/instant.ts';
import type { AnswerTimes, InsightScope, Insights, Period, RulingGroup } from '../store/insights.ts';
import type { InsightsView } from './schemas/insights.ts';

/** How far ahead deadlines are summed up. */
const AHEAD = 14 * DAY;

/** Everything that is counted of the disputes in a scope; what is due counts from now on, whatever the period. */
export async function insightsView(
  insights: Insights,
  scope: InsightScope,
  period: Period,
  now: Instant,
): Promise<InsightsView> {
  const [atStake, due, rulings, times, timesByMonth, alerts] = await Promise.all([
    insights.atStake(scope),
    insights.due(scope, { from: now, to: plus(now, AHEAD) }),
    rulingsView(insights, scope, period),
    insights.answerTimes(scope, period),
    insights.answerTimesByMonth(scope, period),
    insights.alerts(scope, period),
  ]);
  const sums = [...atStake, ...due, ...rulings.flatMap(({ net }) => net)];
  return {
    ...period,
    currencies: [...new Set(sums.map(({ currency }) => currency))].toSorted(),
    at_stake: [...atStake],
    due: [...due],
    rulings,
    time_to_answer: timesView(times),
    time_to_answer_by_month: timesByMonth.map(({ month, ...of }) => ({ month, ...timesView(of) })),
    alerts: {
      received: alerts.received,
      refunded: alerts.refunded,
      disputes_avoided: alerts.disputesAvoided,
      became_disputes: alerts.becameDisputes,
    },
  };
}

async function rulingsView(
  insights: Insights,
  scope: InsightScope,
  period: Period,
): Promise<InsightsView['rulings']> {
  const [counts, nets, unknowns] = await Promise.all([
    insights.rulings(scope, period),
    insights.nets(scope, period),
    insights.unknowns(scope, period),
  ]);
  const netsOf = Map.groupBy(nets, keyOf);
  const unknownsOf = Map.groupBy(unknowns, keyOf);
  return counts.map((count) => ({
    ...count,
    net: (netsOf.get(keyOf(count)) ?? []).map(({ amount, currency }) => ({ amount, currency })),
    unknown: (unknownsOf.get(keyOf(count)) ?? []).map(({ kind }) => kind).toSorted(),
  }));
}

function keyOf({ month, provider, reason }: RulingGroup): string {
  return `${month} ${provider} ${reason ?? ''}`;
}

function timesView({ medianHours, p90Hours, answered }: AnswerTimes): InsightsView['time_to_answer'] {
  return { median_hours: rounded(medianHours), p90_hours: rounded(p90Hours), answered };
}

/** Whole minutes are as exact as such a measure is. */
function rounded(hours: number | null): number | null {
  return hours === null ? null : Math.round(hours * 100) / 100;
}

/** The month of a moment and the eleven before it, whole, in UTC. */
export function lastTwelveMonths(until: Instant): Instant {
  const end = new Date(millis(until));
  return instant(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - 11, 1));
}
