import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { DISPUTE_WORKFLOW } from '../../src/domain/messages.ts';
import { prebuildWorkflows, workflowBundle } from '../../src/workflow-bundle.ts';

const log = pino({ level: 'silent' });
let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'recourse-bundle-'));
});

afterEach(async () => {
  await chmod(cache, 0o700);
  await rm(cache, { recursive: true, force: true });
});

/** Whatever an earlier build of this very clone left behind is none of these tests' business. */
const NOT_BUILT = '/dev/null/none';

test('a bundle made beforehand is used when it is of these sources, and nothing is kept then', async () => {
  const prebuilt = join(cache, 'dist', 'workflow-bundle.json');
  await prebuildWorkflows(log, prebuilt);
  const { code } = await workflowBundle('/dev/null/cache', log, prebuilt);
  expect(code).toContain(DISPUTE_WORKFLOW);
  expect(code).toBe(z.object({ code: z.string() }).parse(JSON.parse(await readFile(prebuilt, 'utf8'))).code);
  expect(await readdir(cache)).toEqual(['dist']);
  await writeFile(prebuilt, JSON.stringify({ sources: 'others', code: 'old' }));
  expect((await workflowBundle(cache, log, prebuilt)).code).toBe(code);
});

test('workflows are bundled once and read from the cache from then on', async () => {
  const { code } = await workflowBundle(cache, log, NOT_BUILT);
  expect(code).toContain(DISPUTE_WORKFLOW);
  const began = Date.now();
  expect((await workflowBundle(cache, log, NOT_BUILT)).code).toBe(code);
  expect(Date.now() - began).toBeLessThan(500);
  expect(await readdir(cache)).toEqual(['workflow-bundle.json']);
});

test('a bundle of other sources, or a broken one, is made anew', async () => {
  const file = join(cache, 'workflow-bundle.json');
  await writeFile(file, JSON.stringify({ sources: 'others', code: 'old' }));
  expect((await workflowBundle(cache, log, NOT_BUILT)).code).toContain(DISPUTE_WORKFLOW);
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 1_000));
  expect((await workflowBundle(cache, log, NOT_BUILT)).code).toContain(DISPUTE_WORKFLOW);
});

test('a cache that cannot be written is done without', async () => {
  await expect(workflowBundle('/dev/null/cache', log, NOT_BUILT)).resolves.toHaveProperty('code');
});
