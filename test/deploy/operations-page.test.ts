import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { textOf } from './compose.ts';
import { operationsPage, tablesOnPage } from './operations-page.ts';

const statements = MIGRATIONS.flatMap((migration) => migration.statements);
const tables = statements.flatMap((statement) => {
  const [, name] = /^create table (\w+)/.exec(statement) ?? [];
  return name === undefined ? [] : [name];
});

test('of every table of the database the operations page says how long it is kept, and of no other', async () => {
  expect(tables).toContain('refund_calls');
  // A table that is dropped or renamed would have to be looked for here.
  expect(statements.filter((statement) => /drop table|rename to/.test(statement))).toEqual([]);
  expect(tablesOnPage(await operationsPage()).toSorted()).toEqual(tables.toSorted());
});

test('the head of the migrations, where the page sends whoever backs up, has a word on every table', async () => {
  const source = await textOf('src/store/migrations.ts');
  const [, records = ''] = /\* Records ([^]*?)\*\//.exec(source) ?? [];
  const named = new Set([...records.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  expect([...named].toSorted()).toEqual(tables.toSorted());
});
