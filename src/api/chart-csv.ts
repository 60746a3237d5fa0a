import { stringify } from 'csv-stringify/sync';
import type { Chart, InsightsView } from './schemas/insights.ts';

/** An amount: its minus sign begins no formula. */
interface Exact {
  readonly exact: string;
}

type Row = Readonly<Record<string, string | number | null | Exact>>;

/** A chart as a file for spreadsheets; a text that would be taken for a formula is marked as text. */
export function chartCsv(chart: Chart, view: InsightsView): string {
  const { columns, rows } = TABLES[chart](view);
  return stringify([...rows], {
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'windows',
    cast: { object: (value) => ({ value: isExact(value) ? value.exact : '', ...AS_IT_IS }) },
  });
}

/** The library takes this for each value, though its types do not say so. */
const AS_IT_IS = { escape_formulas: false };

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

const TABLES: Readonly<Record<Chart, (view: InsightsView) => Table>> = {
  at_stake: ({ at_stake }) => ({
    columns: ['currency', 'amount', 'cases'],
    rows: at_stake.map((row) => ({ ...row, amount: { exact: row.amount } })),
  }),
  due: ({ due }) => ({
    columns: ['date', 'currency', 'amount', 'cases'],
    rows: due.map((row) => ({ ...row, amount: { exact: row.amount } })),
  }),
  rulings,
  time_to_answer: ({ time_to_answer_by_month }) => ({
    columns: ['month', 'median_hours', 'p90_hours', 'answered'],
    rows: time_to_answer_by_month,
  }),
  alerts: ({ alerts }) => ({
    columns: ['received', 'refunded', 'disputes_avoided', 'became_disputes'],
    rows: [alerts],
  }),
};

/** A column for each currency, so that every ruling is counted in one row. */
function rulings({ rulings: groups }: InsightsView): Table {
  const currencies = [
    ...new Set(groups.flatMap(({ net }) => net.map(({ currency }) => currency))),
  ].toSorted();
  return {
    columns: [
      'month',
      'provider',
      'reason',
      'won',
      'lost',
      'closed',
      ...currencies.map((currency) => `net_${currency}`),
      'net_lacks',
    ],
    rows: groups.map(({ net, unknown, ...counts }) => ({
      ...counts,
      ...Object.fromEntries(net.map(({ amount, currency }) => [`net_${currency}`, { exact: amount }])),
      net_lacks: unknown.join(' '),
    })),
  };
}

function isExact(value: object): value is Exact {
  return 'exact' in value && typeof value.exact === 'string';
}
