import type { InsightsView } from '../../api/schemas/insights.ts';

/** Where nothing is known yet: a title for empty charts, and nothing more. */
const NONE = 'usd';

type Counted = Pick<InsightsView, 'currencies' | 'at_stake'>;

/** The currency that was chosen, while there is anything in it; else that of most open cases. */
export function currencyShown(chosen: string | null, insights: Counted | undefined): string {
  const currencies = insights?.currencies ?? [];
  if (chosen !== null && (currencies.length === 0 || currencies.includes(chosen))) return chosen;
  const [most] = (insights?.at_stake ?? []).toSorted((a, b) => b.cases - a.cases);
  return most?.currency ?? currencies[0] ?? NONE;
}
