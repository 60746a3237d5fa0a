import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { Json } from '../src/domain/case.ts';

/** What a ratio should be. */
export type Aim = { readonly atMost: number } | { readonly atLeast: number };

/** One thing measured against another in the same run: a line of a bench's table. */
export interface Row {
  /** In words, with the unit of both numbers. */
  readonly what: string;
  readonly value: number;
  readonly against: number;
  readonly ratio: number;
  /** Null where nothing is aimed at. */
  readonly aim: Aim | null;
  /** Whether the ratio is as aimed at; true where nothing is. */
  readonly holds: boolean;
  /** The ratio does not depend on how much is done: it has to hold in a short run as well. */
  readonly always: boolean;
  /** The numbers it was made from. */
  readonly raw: Raw;
}

type Raw = { readonly [name: string]: Json };

/** A line whose ratio, and whether it is as aimed at, follow from its numbers. */
export function row(
  measured: Omit<Row, 'ratio' | 'holds' | 'always' | 'raw'> & Partial<Pick<Row, 'always' | 'raw'>>,
): Row {
  const ratio = measured.value / measured.against;
  return { always: false, raw: {}, ...measured, ratio, holds: isAsAimed(ratio, measured.aim) };
}

function isAsAimed(ratio: number, aim: Aim | null): boolean {
  if (aim === null) return true;
  return 'atMost' in aim ? ratio <= aim.atMost : ratio >= aim.atLeast;
}

/** Whether a run has passed: every aim is met or, in a short one, whose small numbers say little, every aim that does not depend on them. */
export function passes(rows: readonly Row[], { short }: { readonly short: boolean }): boolean {
  return rows.every(({ holds, always }) => holds || (short && !always));
}

/** The rows for people: a table in Markdown, under it what each was made from. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['what', 'value', 'against', 'ratio', 'aim', ''];
  const lines = rows.map((line) => [
    line.what,
    inShort(line.value),
    inShort(line.against),
    line.ratio.toFixed(2),
    aimInWords(line.aim),
    line.aim === null ? '' : line.holds ? 'holds' : 'MISSED',
  ]);
  const raw = rows
    .filter(({ raw: numbers }) => Object.keys(numbers).length > 0)
    .map(({ what, raw: numbers }) => `- ${what}: ${rawInWords(numbers)}`);
  return [...columns([head, ...lines]), '', ...raw].join('\n').trimEnd();
}

/** Writes the rows as JSON, with the machine they were measured on; makes the folder where there is none. */
export async function writeRows(file: string, rows: readonly Row[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const measured = { at: new Date().toISOString(), machine: machine(), rows };
  await writeFile(file, `${JSON.stringify(measured, null, 2)}\n`);
}

/** The machine, as tables name it. */
export function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${model}, ${memory} GB, ${process.platform}, Node ${process.version}`;
}

function columns(table: readonly (readonly string[])[]): readonly string[] {
  const widths = (table[0] ?? []).map((_, at) =>
    Math.max(3, ...table.map((cells) => (cells[at] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...rest] = table;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rest.map(line)];
}

function aimInWords(aim: Aim | null): string {
  if (aim === null) return '';
  return 'atMost' in aim ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`;
}

function rawInWords(raw: Raw): string {
  return Object.entries(raw)
    .map(([name, value]) => `${name} ${inWords(value)}`)
    .join(', ');
}

function inWords(value: Json): string {
  if (typeof value === 'number') return inShort(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function inShort(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
