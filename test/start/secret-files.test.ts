import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SLACK_VARIABLES } from '../../src/chat/settings.ts';
import { childEnvironment, ConfigError, readConfig } from '../../src/config.ts';
import { ENCRYPTION_VARIABLES } from '../../src/encryption-settings.ts';
import { NOTIFY_VARIABLES } from '../../src/notify/settings.ts';
import { PEOPLE_VARIABLES } from '../../src/people-settings.ts';
import { PROVIDER_VARIABLES } from '../../src/provider-settings.ts';
import { SECRETS } from '../../src/secret-files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-secrets-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function holding(text: string): Promise<string> {
  const file = join(folder, 'secret');
  await writeFile(file, text);
  return file;
}

test.each(['postgres://db/x', 'postgres://db/x\n', 'postgres://db/x\r\n'])(
  'a secret may stand in a file, whose last line may end: %j',
  async (text) => {
    const config = readConfig({ DATABASE_URL_FILE: await holding(text) });
    expect(config).toMatchObject({ databaseUrl: 'postgres://db/x', unknownVariables: [] });
  },
);

test('spaces and other lines belong to the secret', async () => {
  const { providers } = readConfig({
    WHOP_API_KEY_FILE: await holding(' a \nb\n\n'),
    WHOP_WEBHOOK_SECRET: 's',
  });
  expect(providers.whop?.apiKey).toBe(' a \nb\n');
});

test('the key for Temporal reaches its connection', async () => {
  const { temporal } = readConfig({
    TEMPORAL_ADDRESS: 't:7233',
    TEMPORAL_API_KEY_FILE: await holding('k\n'),
  });
  expect(temporal?.credentials.apiKey).toBe('k');
});

test('an empty file counts as not set, and so does an empty path', async () => {
  const DATABASE_URL_FILE = await holding('\n');
  expect(readConfig({ DATABASE_URL_FILE, SMTP_URL_FILE: '' })).toMatchObject({
    databaseUrl: null,
    notify: { mailServer: null },
  });
});

test('a secret given twice is refused, and what it holds is not said', async () => {
  const given = { SLACK_BOT_TOKEN: 'one', SLACK_BOT_TOKEN_FILE: await holding('other') };
  expect(() => readConfig(given)).toThrow(
    new ConfigError('SLACK_BOT_TOKEN_FILE is set beside SLACK_BOT_TOKEN: set one of them.'),
  );
});

test('every file that cannot be read is named with its variable', () => {
  const none = join(folder, 'none');
  expect(() => readConfig({ DATABASE_URL_FILE: none, SMTP_URL_FILE: folder })).toThrow(
    new ConfigError(
      `DATABASE_URL_FILE takes the path of a file, but ${none} cannot be read (ENOENT).\n` +
        `SMTP_URL_FILE takes the path of a file, but ${folder} cannot be read (EISDIR).`,
    ),
  );
});

test('what a file holds is checked as if it were set', async () => {
  const file = await holding('mysql://x');
  expect(() => readConfig({ DATABASE_URL_FILE: file })).toThrow(/^DATABASE_URL takes a PostgreSQL address/);
});

test('whatever is named like a secret may stand in a file', () => {
  const named = Object.keys({
    ...ENCRYPTION_VARIABLES,
    ...NOTIFY_VARIABLES,
    ...PEOPLE_VARIABLES,
    ...PROVIDER_VARIABLES,
    ...SLACK_VARIABLES,
  }).filter((name) => /(?:KEYS?|SECRET|TOKENS?)$|^SMTP_URL$/.test(name));
  const ofNoPart = ['DATABASE_URL', 'RECOURSE_API_TOKENS', 'TEMPORAL_API_KEY'];
  expect(SECRETS.toSorted()).toEqual([...named, ...ofNoPart].toSorted());
});

test('what is no secret is not read from a file', async () => {
  expect(readConfig({ WHOP_COMPANY_ID_FILE: await holding('biz_1') }).unknownVariables).toEqual([
    'WHOP_COMPANY_ID_FILE',
  ]);
});

test('a child that is given another secret is not given the file of the first as well', async () => {
  vi.stubEnv('WHOP_API_KEY_FILE', await holding('ours'));
  vi.stubEnv('SMTP_URL_FILE', await holding('smtp://mail'));
  const environment = childEnvironment({ WHOP_API_KEY: 'of the sandbox' });
  expect(environment).toMatchObject({ WHOP_API_KEY: 'of the sandbox', WHOP_API_KEY_FILE: undefined });
  expect(environment['SMTP_URL_FILE']).toBeDefined();
});
