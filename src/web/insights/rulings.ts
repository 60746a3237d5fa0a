import type { InsightsView } from '../../api/schemas/insights.ts';
import { addMoney, type Money } from '../../domain/money.ts';
import type { Grouping } from './filter.ts';

type Ruled = InsightsView['rulings'][number];

/** What became of disputes that have something in common. */
export interface RulingGroup {
  /** A reason, a provider or a month; null for disputes without a reason. */
  readonly key: string | null;
  readonly won: number;
  readonly lost: number;
  readonly closed: number;
  /** One sum for each currency. */
  readonly net: readonly Money[];
}

/** Months in their order, everything else by how many there are. */
export function groupRulings(rulings: readonly Ruled[], by: Grouping): RulingGroup[] {
  const groups = new Map<string | null, RulingGroup>();
  for (const ruled of rulings) {
    const key = ruled[by];
    groups.set(key, added(groups.get(key) ?? { key, won: 0, lost: 0, closed: 0, net: [] }, ruled));
  }
  const all = [...groups.values()];
  return by === 'month'
    ? all.toSorted((a, b) => (a.key ?? '').localeCompare(b.key ?? ''))
    : all.toSorted((a, b) => totalOf(b) - totalOf(a));
}

/** The share of won among won and lost, from 0 to 1; null where there is neither. */
export function winRate({ won, lost }: Pick<RulingGroup, 'won' | 'lost'>): number | null {
  return won + lost === 0 ? null : won / (won + lost);
}

export function netIn({ net }: Pick<RulingGroup, 'net'>, currency: string): Money | null {
  return net.find((money) => money.currency === currency) ?? null;
}

/** Which movements of money the sums may lack, as the providers do not say them. */
export function untold(rulings: readonly Ruled[]): string[] {
  return [...new Set(rulings.flatMap(({ unknown }) => unknown))];
}

function added(group: RulingGroup, { won, lost, closed, net }: Ruled): RulingGroup {
  return {
    key: group.key,
    won: group.won + won,
    lost: group.lost + lost,
    closed: group.closed + closed,
    net: net.reduce(addedMoney, group.net),
  };
}

function addedMoney(sums: readonly Money[], money: Money): readonly Money[] {
  const found = sums.find(({ currency }) => currency === money.currency);
  if (found === undefined) return [...sums, money];
  return sums.map((sum) => (sum === found ? addMoney(sum, money) : sum));
}

/** How many there are, whatever became of them. */
export function totalOf({ won, lost, closed }: RulingGroup): number {
  return won + lost + closed;
}
