import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DISPUTE_WORKFLOW } from '../../src/domain/messages.ts';
import { workflowBundle } from '../../src/workflow-bundle.ts';

const log = pino({ level: 'silent' });
let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'recourse-bundle-'));
});

afterEach(async () => {
  await chmod(cache, 0o700);
  await rm(cache, { recursive: true, force: true });
});

test('workflows are bundled once and read from the cache from then on', async () => {
  const { code } = await workflowBundle(cache, log);
  expect(code).toContain(DISPUTE_WORKFLOW);
  const began = Date.now();
  expect((await workflowBundle(cache, log)).code).toBe(code);
  expect(Date.now() - began).toBeLessThan(500);
  expect(await readdir(cache)).toEqual(['workflow-bundle.json']);
});

test('a bundle of other sources, or a broken one, is made anew', async () => {
  const file = join(cache, 'workflow-bundle.json');
  await writeFile(file, JSON.stringify({ sources: 'others', code: 'old' }));
  expect((await workflowBundle(cache, log)).code).toContain(DISPUTE_WORKFLOW);
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 1_000));
  expect((await workflowBundle(cache, log)).code).toContain(DISPUTE_WORKFLOW);
});

test('a cache that cannot be written is done without', async () => {
  await expect(workflowBundle('/dev/null/cache', log)).resolves.toHaveProperty('code');
});
