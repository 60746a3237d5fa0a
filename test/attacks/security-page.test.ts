import { readFile } from 'node:fs/promises';
import { parseSync, Visitor } from 'vite';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

/** A link to a test file, and the words of the test or group meant. */
const SHOWN_BY = /\]\((test\/[^)]+)\)(?: `([^`]+)`)?/g;

test('every link of SECURITY.md names a test or group of that file by words of its title', async () => {
  const page = await readFile(new URL('SECURITY.md', ROOT), 'utf8');
  const named = [...page.matchAll(SHOWN_BY)];
  expect(named.length).toBeGreaterThan(30);
  const wrong = [];
  for (const [link, file = '', words] of named) {
    const titles = await titlesIn(file);
    if (words === undefined || !titles.some((title) => title.includes(words))) wrong.push(link);
  }
  expect(wrong).toEqual([]);
});

test('every attack in SECURITY.md names a test', async () => {
  const page = await readFile(new URL('SECURITY.md', ROOT), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('|') && !/^\| (---|attack )/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => !row.includes('](test/'))).toEqual([]);
});

/** What the tests and groups of a file are called, as it is written there; none where there is no such file. */
async function titlesIn(file: string): Promise<readonly string[]> {
  const source = await readFile(new URL(file, ROOT), 'utf8').catch(() => '');
  const titles: string[] = [];
  new Visitor({
    CallExpression({ callee, arguments: [title] }) {
      const declares = /^(test|it|describe)\b(?!\.(skip|todo)\b)/.test(
        source.slice(callee.start, callee.end),
      );
      if (declares && title?.type === 'Literal' && typeof title.value === 'string') titles.push(title.value);
    },
  }).visit(parseSync(file, source).program);
  return titles;
}
