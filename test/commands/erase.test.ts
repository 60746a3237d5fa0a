import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { ADMIN, openApi, type TestApi } from '../api/an-api.ts';
import { findPostgres, startPostgres } from '../setup/postgres.ts';
import { run } from '../start/running.ts';
import { type Customer, keepCustomer } from '../store/a-customer.ts';

const binaries = await findPostgres();

let folder: string;
let api: TestApi;
let zelda: Customer;
let quincy: Customer;
let settings: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-erase-'));
  await writeFile(join(folder, 'api-token'), `${ADMIN.token}\n`);
  api = await openApi();
  zelda = await keepCustomer(api.store, 'zelda');
  quincy = await keepCustomer(api.store, 'quincy');
  await keepCustomer(api.store, 'opal', { open: true });
  settings = { PORT: new URL(api.url).port, RECOURSE_DATA_DIR: folder };
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

test('shows what there is, and erases nothing until the number of cases is typed', async () => {
  const shown = `Found 1 case:\n  ${zelda.caseId}  4 texts, 1 file; closed\n`;
  expect(await erase(['--customer', zelda.mail, '--dry-run'])).toEqual({ code: 0, output: shown });
  const { code, output } = await erase(['--customer', zelda.mail]);
  expect(code).toBe(1);
  expect(output).toContain('This cannot be undone. Type the number of cases (1) to go on: ');
  expect(output).toContain('Nothing was erased.');
  expect(await erase(['--customer', zelda.mail, '--dry-run'])).toEqual({ code: 0, output: shown });
});

test('erases through the API of the running process, once', async () => {
  const { code, output } = await erase(['--customer', zelda.mail.toUpperCase(), '--yes']);
  expect(code).toBe(0);
  expect(output).toContain('Erased: 1 case. To follow within the hour, or once they close: 0.');
  expect(output).toContain('Out of reach from here: what the payment providers hold');
  expect(output).not.toContain('Meier');
  expect(await erase(['--customer', zelda.mail, '--yes'])).toEqual({
    code: 0,
    output: 'Nothing is kept of this customer.\n',
  });
});

test('an open case is kept as the answer to a claim, with the reason', async () => {
  const { output } = await erase(['--customer', 'pay_opal', '--yes']);
  expect(output).toContain('open: kept until it closes, as the answer to a claim (GDPR Art. 17(3)(e))');
  expect(output).toContain('Erased: 0 cases. To follow within the hour, or once they close: 1.');
});

test.each([
  [[], '--customer takes a mail address or name, whole, or the id of a payment or case.\n'],
  [['--customer', 'x', '--json'], '--json asks nobody: add --yes, or --dry-run.\n'],
  [['--customer', '-'], '--customer - asks nobody where no terminal is: add --yes, or --dry-run.\n'],
  [
    ['--customer', 'x', '--by', 'ann'],
    '--by goes with DATABASE_URL: the Recourse that runs knows by the token who erases.\n',
  ],
])('says what is missing in %j', async (args, sentence) => {
  expect(await erase(args)).toEqual({ code: 2, output: sentence });
});

test('takes the customer from standard input, where no list of processes shows them', async () => {
  const shown = await eraseReading(`${quincy.mail}\n`, ['--customer', '-', '--dry-run']);
  expect(shown).toBe(`Found 1 case:\n  ${quincy.caseId}  4 texts, 1 file; closed\n`);
  expect(await eraseReading(quincy.caseId, ['--customer', '-', '--yes'])).toContain('Erased: 1 case.');
  await expect(eraseReading('', ['--customer', '-', '--yes'])).rejects.toThrow('--customer takes a mail');
});

test.skipIf(binaries === null)('works on a shared database itself, and answers in JSON', async () => {
  const server = await startPostgres(binaries ?? '');
  const databaseUrl = await server.createDatabase();
  const store = await openStore({ databaseUrl, dataDir: '' });
  const { mail, caseId } = await keepCustomer(store, 'quincy');
  const onDatabase = async (...args: string[]) => {
    const running = run('src/main.ts', ['erase', '--customer', mail, ...args], { DATABASE_URL: databaseUrl });
    return { code: await running.ended, output: running.output() };
  };
  expect(await onDatabase('--yes')).toEqual({
    code: 2,
    output: '--by takes the name of who erases, up to 100 characters: it stands in the time line.\n',
  });
  const running = await onDatabase('--by', 'Ann of support', '--yes', '--json');
  expect(JSON.parse(running.output)).toMatchObject({
    found: { cases: [{ case_id: caseId, state: 'closed' }] },
    erasure: { erased: [caseId], waiting: [] },
  });
  expect((await store.loadCase(caseId))?.erasedAt).toBeTypeOf('string');
  const { data } = await store.timeline(caseId, { limit: 9 });
  expect(data.at(-1)?.actor).toEqual({ type: 'person', id: 'Ann of support', via: 'cli' });
  await store.close();
  await server.stop();
});

async function erase(args: readonly string[]) {
  const running = run('src/main.ts', ['erase', ...args], settings);
  return { code: await running.ended, output: running.output() };
}

async function eraseReading(input: string, args: readonly string[]): Promise<string> {
  const reading = promisify(execFile)(process.execPath, ['src/main.ts', 'erase', ...args], {
    env: { PATH: process.env['PATH'], ...settings },
  });
  reading.child.stdin?.end(input);
  return (await reading).stdout;
}
