import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const API = fileURLToPath(import.meta.resolve('vitest'));
const REPORTER = fileURLToPath(new URL('../setup/crashed-files.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-crashed-'));
  await file('vitest.config.mjs', `export default { test: { pool: 'forks', include: ['*.case.ts'] } };`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (name: string, content: string) => writeFile(join(folder, name), content);
const testFile = (name: string, body: string) =>
  file(`${name}.case.ts`, `import { test } from '${API}';\ntest('it', () => {${body}});\n`);

/** Runs the tests of the folder, and tells what is written down of them. */
async function run(): Promise<{ code: number; crashed: readonly string[] | null }> {
  const written = join(folder, 'crashed.json');
  const reporters = ['--reporter=default', `--reporter=${REPORTER}`];
  const child = spawn(process.execPath, [VITEST, 'run', `--root=${folder}`, ...reporters], {
    stdio: 'ignore',
    env: { ...process.env, CRASHED_TEST_FILES: written },
  });
  const [code] = await once(child, 'exit');
  const text = await readFile(written, 'utf8').catch(() => null);
  return { code, crashed: text === null ? null : JSON.parse(text) };
}

test('a file whose process aborts is written down, the others are not', async () => {
  await testFile('aborts', 'process.abort();');
  await testFile('passes', '');
  expect(await run()).toEqual({ code: 1, crashed: [expect.stringMatching(/\/aborts\.case\.ts$/)] });
});

test('one that fails is never to be run again, even beside one that aborts', async () => {
  await testFile('aborts', 'process.abort();');
  await testFile('fails', "throw new Error('no');");
  expect(await run()).toEqual({ code: 1, crashed: null });
});

test('an error that nobody caught is not taken for a crash', async () => {
  await testFile('rejects', "void Promise.reject(new Error('nobody'));");
  expect(await run()).toEqual({ code: 1, crashed: null });
});

test('nothing is written where all passes', async () => {
  await testFile('passes', '');
  expect(await run()).toEqual({ code: 0, crashed: null });
});
