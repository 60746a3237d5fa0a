import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptToken } from '../../src/tokens.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-tokens-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the first start makes an admin token only its owner can read', async () => {
  const { token, file, isNew } = await keptToken(join(folder, 'data'));
  expect(isNew).toBe(true);
  expect(token).toMatchObject({ name: 'admin', role: 'admin', merchantIds: null });
  expect(token.token.length).toBeGreaterThanOrEqual(32);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readFile(file, 'utf8')).trim()).toBe(token.token);
});

test('later starts find the same token', async () => {
  const first = await keptToken(folder);
  await expect(keptToken(folder)).resolves.toEqual({ ...first, isNew: false });
});

test('two processes that start at once agree on one token', async () => {
  const both = await Promise.all([keptToken(folder), keptToken(folder)]);
  expect(both.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(both[0].token).toEqual(both[1].token);
});
