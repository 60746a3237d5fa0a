import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { passes, row, tableOf, writeRows } from '../../bench/table.ts';

const COST = row({ what: 'a dispute', value: 47, against: 40, aim: { atMost: 1.25 }, raw: { timers: 11 } });
const RATE = row({ what: 'webhooks', value: 90, against: 100, aim: { atLeast: 0.95 } });

test('a row holds when its ratio is as aimed at, or when nothing is', () => {
  expect(COST).toMatchObject({ ratio: 1.175, holds: true });
  expect(RATE).toMatchObject({ ratio: 0.9, holds: false });
  expect(row({ what: 'both workers', value: 2, against: 1, aim: null })).toMatchObject({
    ratio: 2,
    holds: true,
  });
});

test('a run passes when every aim is met; a short one when those are that hold however little is done', () => {
  const lost = row({ what: 'known', value: 19, against: 20, aim: { atLeast: 1 }, always: true });
  const unaimed = row({ what: 'seconds', value: 2, against: 1, aim: null, always: true });
  for (const short of [false, true]) {
    expect(passes([COST, unaimed], { short })).toBe(true);
    expect(passes([COST, lost], { short })).toBe(false);
    expect(passes([COST, RATE], { short })).toBe(short);
  }
});

test('the table says which aims are missed, and what each number was made from', () => {
  const lines = tableOf([COST, RATE]).split('\n');
  expect(lines).toEqual([
    '| what      | value | against | ratio | aim    |        |',
    '|-----------|-------|---------|-------|--------|--------|',
    '| a dispute | 47    | 40      | 1.18  | ≤ 1.25 | holds  |',
    '| webhooks  | 90    | 100     | 0.90  | ≥ 0.95 | MISSED |',
    '',
    '- a dispute: timers 11',
  ]);
});

test('the rows are kept as JSON with the machine they were measured on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-table-'));
  try {
    const file = join(folder, 'results', 'history.json');
    await writeRows(file, [COST]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      machine: expect.stringContaining('Node v'),
      rows: [{ what: 'a dispute', ratio: 1.175, holds: true }],
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
