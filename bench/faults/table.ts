import type { Millis } from '../../src/domain/instant.ts';
import type { Effects } from './ledger/counts.ts';
import type { PlannedFault } from './plan.ts';
import { inSeconds, type SeedResult } from './seed.ts';

const HEAD = [
  'seed',
  'webhooks',
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
  'settled after',
  'took',
  '',
];

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
export function lineOf({ seed, passed, took, settledAfter, verdict, skipped }: SeedResult): string {
  const { webhooks, deadlines, submissions, concessions, refunds } = verdict;
  const moved =
    skipped.cases === 0 ? '' : `, ${skipped.cases} clocks moved by up to ${inMinutes(skipped.most)}`;
  return [
    `seed ${seed}: ${passed ? 'passed' : 'FAILED'} in ${inSeconds(took)}`,
    `webhooks ${webhooks.total} / ${webhooks.wrong.length} lost`,
    `deadlines ${deadlines.total} / ${deadlines.wrong.length} missed`,
    `submissions ${inShort(submissions)}`,
    `concessions ${inShort(concessions)}`,
    `refunds ${inShort(refunds)}`,
    settledAfter === null ? 'never settled' : `settled after ${inSeconds(settledAfter)}${moved}`,
  ].join('; ');
}

/** What went wrong in a seed, by name. */
export function complaints({ verdict }: SeedResult): readonly string[] {
  const { webhooks, deadlines, submissions, concessions, refunds, stale } = verdict;
  return [
    ...webhooks.wrong.map((id) => `acknowledged and lost: ${id}`),
    ...deadlines.wrong.map((id) => `deadline missed: ${id}`),
    ...[submissions, concessions, refunds].flatMap(({ twice, undecided }) => [
      ...twice.map((id) => `twice: ${id}`),
      ...undecided.map((id) => `undecided: ${id}`),
    ]),
    ...stale.map((id) => `not as at the provider: ${id}`),
  ];
}

/** Kinds of fault that this machine could not make, and why. */
export function notRun(results: readonly SeedResult[]): readonly string[] {
  const reasons = new Map<PlannedFault['kind'], string>();
  for (const { inflicted } of results)
    for (const { fault, notRun: why } of inflicted) if (why !== null) reasons.set(fault.kind, why);
  return [...reasons].map(([kind, why]) => `not run: ${kind}: ${why}`);
}

function rowOf(result: SeedResult): readonly string[] {
  const { webhooks, deadlines, submissions, concessions, refunds } = result.verdict;
  return [
    String(result.seed),
    String(webhooks.total),
    String(webhooks.wrong.length),
    String(deadlines.total),
    String(deadlines.wrong.length),
    ...[submissions, concessions, refunds].flatMap(cellsOf),
    result.settledAfter === null ? 'never' : inSeconds(result.settledAfter),
    inSeconds(result.took),
    result.passed ? 'passed' : 'FAILED',
  ];
}

function cellsOf({ asked, done, twice, undecided }: Effects): readonly string[] {
  return [asked, done, twice.length, undecided.length].map(String);
}

function totals(results: readonly SeedResult[]): readonly string[] {
  const rows = results.map(rowOf);
  const sums = HEAD.slice(1, 17).map((_, index) =>
    String(rows.reduce((sum, row) => sum + Number(row[index + 1]), 0)),
  );
  const longest = results.every(({ settledAfter }) => settledAfter !== null)
    ? `≤ ${inSeconds(Math.max(...results.map(({ settledAfter }) => settledAfter ?? 0)))}`
    : 'never';
  const took = inSeconds(results.reduce((sum, one) => sum + one.took, 0));
  return ['all', ...sums, longest, took, results.every(({ passed }) => passed) ? 'passed' : 'FAILED'];
}

function inShort({ asked, done, twice, undecided }: Effects): string {
  return `${asked} asked / ${done} done / ${twice.length} twice / ${undecided.length} undecided`;
}

function inMinutes(ms: Millis): string {
  return `${Math.round(ms / 60_000)} min`;
}
