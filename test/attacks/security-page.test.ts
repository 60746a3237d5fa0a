import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

/** A link to a test file, and the words of the test or group meant. */
const SHOWN_BY = /\]\((test\/[^)]+)\)(?: `([^`]+)`)?/g;

test('every test SECURITY.md names is there, under the words it is named by', async () => {
  const page = await readFile(new URL('SECURITY.md', ROOT), 'utf8');
  const named = [...page.matchAll(SHOWN_BY)];
  expect(named.length).toBeGreaterThan(30);
  const missing = [];
  for (const [, file = '', words = ''] of named) {
    const source = await readFile(new URL(file, ROOT), 'utf8').catch(() => null);
    if (source === null || !source.includes(words)) missing.push(`${file} ${words}`);
  }
  expect(missing).toEqual([]);
});

test('every attack in SECURITY.md names a test', async () => {
  const page = await readFile(new URL('SECURITY.md', ROOT), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('|') && !/^\| (---|attack )/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => !row.includes('](test/'))).toEqual([]);
});
