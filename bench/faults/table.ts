import type { Millis } from '../../src/domain/instant.ts';
import type { Count, Effects } from './ledger/counts.ts';
import type { Verdict } from './ledger/verdict.ts';
import type { PlannedFault } from './plan.ts';
import { inSeconds, type SeedResult } from './seed.ts';

/** Columns that are sums in the last line. */
const COUNTED = [
  'faults',
  'struck',
  'unclear',
  'webhooks',
  'lost',
  'decisions',
  'lost',
  'deadlines',
  'missed',
  'submissions',
  'done',
  'twice',
  'undecided',
  'concessions',
  'done',
  'twice',
  'undecided',
  'refunds',
  'done',
  'twice',
  'undecided',
  'stale',
] as const;
const HEAD = ['seed', ...COUNTED, 'settled after', 'clocks moved', 'took', ''];

/** The table of all seeds so far, in Markdown. */
export function tableOf(results: readonly SeedResult[]): string {
  const rows = [
    HEAD,
    HEAD.map(() => '-'),
    ...results.map(rowOf),
    ...(results.length > 1 ? [totals(results)] : []),
  ];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row, index) => {
      const cells = widths.map((width, column) =>
        (row[column] ?? '').padStart(width, index === 1 ? '-' : ' '),
      );
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');
}

/** One line for the progress of a run. */
export function lineOf({
  seed,
  passed,
  took,
  settledAfter,
  verdict,
  skipped,
  brokenOff,
}: SeedResult): string {
  const begins = `seed ${seed}: ${passed ? 'passed' : 'FAILED'} in ${inSeconds(took)}`;
  if (verdict === null) return `${begins}: it broke off: ${brokenOff}`;
  const { webhooks, acts, deadlines, submissions, concessions, refunds } = verdict;
  return [
    begins,
    `webhooks ${webhooks.total} / ${webhooks.wrong.length} lost`,
    `decisions ${acts.total} / ${acts.wrong.length} lost`,
    `deadlines ${deadlines.total} / ${deadlines.wrong.length} missed`,
    `submissions ${inShort(submissions)}`,
    `concessions ${inShort(concessions)}`,
    `refunds ${inShort(refunds)}`,
    settledAfter === null ? 'never settled' : `settled after ${inSeconds(settledAfter)}`,
    `clocks moved: ${moved(skipped)}`,
  ].join('; ');
}

/** What went wrong in a seed, by name. */
export function complaints({ verdict }: SeedResult): readonly string[] {
  if (verdict === null) return [];
  const { webhooks, acts, deadlines, submissions, concessions, refunds, stale } = verdict;
  return [
    ...webhooks.wrong.map((id) => `acknowledged and lost: ${id}`),
    ...acts.wrong.map((what) => `decided and lost: ${what}`),
    ...deadlines.wrong.map((id) => `deadline missed: ${id}`),
    ...[submissions, concessions, refunds].flatMap(({ twice, undecided }) => [
      ...twice.map((id) => `twice: ${id}`),
      ...undecided.map((id) => `undecided: ${id}`),
    ]),
    ...stale.map((id) => `not as at the provider: ${id}`),
  ];
}

/** What there was too little of, in all seeds together, for their result to say anything. */
export function tooLittle(results: readonly SeedResult[]): readonly string[] {
  const sum = (count: (verdict: Verdict) => number): number =>
    results.reduce((total, { verdict }) => total + (verdict === null ? 0 : count(verdict)), 0);
  const counts = {
    webhooks: sum(({ webhooks }) => webhooks.total),
    decisions: sum(({ acts }) => acts.total),
    deadlines: sum(({ deadlines }) => deadlines.total),
    submissions: sum(({ submissions }) => submissions.done),
    concessions: sum(({ concessions }) => concessions.done),
    refunds: sum(({ refunds }) => refunds.done),
  };
  return Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [what] : []));
}

/** Kinds of fault that this machine could not make, and why. */
export function notRun(results: readonly SeedResult[]): readonly string[] {
  const reasons = new Map<PlannedFault['kind'], string>();
  for (const { inflicted } of results)
    for (const { fault, notRun: why } of inflicted) if (why !== null) reasons.set(fault.kind, why);
  return [...reasons].map(([kind, why]) => `not run: ${kind}: ${why}`);
}

function rowOf(result: SeedResult): readonly string[] {
  const { seed, verdict, settledAfter, skipped, took, passed } = result;
  return [
    String(seed),
    ...countsOf(result).map(String),
    settledAfter === null ? (verdict === null ? 'broke off' : 'never') : inSeconds(settledAfter),
    moved(skipped),
    inSeconds(took),
    passed ? 'passed' : 'FAILED',
  ];
}

/** In the order of {@link COUNTED}. */
function countsOf({ verdict, inflicted, struck, unclear }: SeedResult): readonly number[] {
  const made = inflicted.filter(({ notRun: why }) => why === null).length;
  if (verdict === null) return COUNTED.map(() => 0);
  const { webhooks, acts, deadlines, submissions, concessions, refunds, stale } = verdict;
  return [
    made,
    struck,
    unclear,
    ...[webhooks, acts, deadlines].flatMap(({ total, wrong }: Count) => [total, wrong.length]),
    ...[submissions, concessions, refunds].flatMap(({ asked, done, twice, undecided }: Effects) => [
      asked,
      done,
      twice.length,
      undecided.length,
    ]),
    stale.length,
  ];
}

function totals(results: readonly SeedResult[]): readonly string[] {
  const rows = results.map(countsOf);
  const sums = COUNTED.map((_, at) => String(rows.reduce((sum, row) => sum + (row[at] ?? 0), 0)));
  const longest = results.every(({ settledAfter }) => settledAfter !== null)
    ? `≤ ${inSeconds(Math.max(...results.map(({ settledAfter }) => settledAfter ?? 0)))}`
    : 'never';
  const skips = {
    cases: results.reduce((sum, { skipped }) => sum + skipped.cases, 0),
    most: Math.max(...results.map(({ skipped }) => skipped.most)),
  };
  const took = inSeconds(results.reduce((sum, one) => sum + one.took, 0));
  const outcome = results.every(({ passed }) => passed) ? 'passed' : 'FAILED';
  return ['all', ...sums, longest, moved(skips), took, outcome];
}

/** How many workflows' clocks, and how far the furthest. */
function moved({ cases, most }: SeedResult['skipped']): string {
  return cases === 0 ? 'none' : `${cases}, ≤ ${inMinutes(most)}`;
}

function inShort({ asked, done, twice, undecided }: Effects): string {
  return `${asked} asked / ${done} done / ${twice.length} twice / ${undecided.length} undecided`;
}

function inMinutes(ms: Millis): string {
  return `${Math.round(ms / 60_000)} min`;
}
