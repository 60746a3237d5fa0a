import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { run } from './running.ts';

test('without any settings everything is embedded, on loopback, with the sandbox on', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    temporal: null,
    temporalNamespace: 'default',
    databaseUrl: null,
    apiTokens: null,
    policyFile: null,
    sandbox: true,
    providers: { whop: null, wepay: null, ccg: null },
    logLevel: 'info',
    unknownVariables: [],
  });
  expect(isAbsolute(config.dataDir)).toBe(true);
});

test('a variable set to nothing counts as not set', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 3000, databaseUrl: null });
});

test.each([
  ['PORT', '0', 'PORT takes a whole number from 1 to 65535.'],
  ['PORT', '65536', 'PORT takes a whole number from 1 to 65535.'],
  ['PORT', '3000x', 'PORT takes a whole number from 1 to 65535.'],
  ['DATABASE_URL', 'mysql://x', 'DATABASE_URL takes a PostgreSQL address, postgres://….'],
  ['RECOURSE_SANDBOX', 'yes', 'RECOURSE_SANDBOX takes 1 or 0.'],
  [
    'RECOURSE_LOG_LEVEL',
    'loud',
    'RECOURSE_LOG_LEVEL takes one of fatal, error, warn, info, debug, trace, silent.',
  ],
  ['WHOP_BASE_URL', 'whop', "WHOP_BASE_URL takes the address of Whop's API, http:// or https://."],
  ['TEMPORAL_ADDRESS', 'http://x:7233', 'TEMPORAL_ADDRESS takes the host:port of a Temporal server.'],
])('a bad %s names the variable and what it takes', (name, value, sentence) => {
  expect(() => readConfig({ [name]: value })).toThrow(new ConfigError(sentence));
});

test('every bad setting is named at once', () => {
  expect(() => readConfig({ PORT: 'x', RECOURSE_SANDBOX: 'x' })).toThrow(
    /^PORT takes .*\nRECOURSE_SANDBOX takes /,
  );
});

test('half a set-up of Whop names the half that is missing', () => {
  expect(() => readConfig({ WHOP_API_KEY: 'k' })).toThrow(
    /^WHOP_WEBHOOK_SECRET is missing: .* because WHOP_API_KEY is set/,
  );
  expect(() => readConfig({ WHOP_WEBHOOK_SECRET: 's' })).toThrow(/^WHOP_API_KEY is missing/);
});

test('half a set-up of WePay names every half that is missing', () => {
  expect(() => readConfig({ WEPAY_APP_ID: '1' })).toThrow(
    /^WEPAY_APP_TOKEN is missing: .* because WEPAY_APP_ID is set\.\nWEPAY_WEBHOOK_KEYS is missing: .*PEM/,
  );
  expect(() => readConfig({ WEPAY_WEBHOOK_KEYS: publicKey('rsa') })).toThrow(/^WEPAY_APP_ID is missing/);
});

test.each([
  ['WHOP_COMPANY_ID', 'biz_1', 'WHOP_API_KEY'],
  ['WHOP_BASE_URL', 'https://whop.example', 'WHOP_API_KEY'],
  ['WEPAY_BASE_URL', 'https://stage-api.wepay.com', 'WEPAY_APP_ID'],
  ['WEPAY_UPLOADS_URL', 'https://uploads.example', 'WEPAY_APP_ID'],
  ['WEPAY_RISK_TOKEN', 'r', 'WEPAY_APP_ID'],
  ['WEPAY_BROWSER_LIBRARY_URL', 'https://static.wepay.example/helper.js', 'WEPAY_APP_ID'],
])('%s alone sets nothing up, and what is missing is named', (name, value, missing) => {
  const sentence = `^${missing} is missing: .* because ${name} is set`;
  expect(() => readConfig({ [name]: value })).toThrow(new RegExp(sentence));
});

describe('where the documents for WePay go', () => {
  const wepay = { WEPAY_APP_ID: '1', WEPAY_APP_TOKEN: 't', WEPAY_WEBHOOK_KEYS: publicKey('rsa') };

  test.each(['https://api.wepay.com', 'https://stage-api.wepay.com/'])('is known with %s', (baseUrl) => {
    expect(readConfig({ ...wepay, WEPAY_BASE_URL: baseUrl }).providers.wepay).toMatchObject({ baseUrl });
  });

  test('must be said with an API elsewhere', () => {
    const elsewhere = { ...wepay, WEPAY_BASE_URL: 'https://wepay.example' };
    expect(() => readConfig(elsewhere)).toThrow(
      /^WEPAY_UPLOADS_URL is missing: .* because WEPAY_BASE_URL is no address of WePay's own\.$/,
    );
    const uploadsUrl = 'https://uploads.example';
    const { wepay: settings } = readConfig({ ...elsewhere, WEPAY_UPLOADS_URL: uploadsUrl }).providers;
    expect(settings).toMatchObject({ uploadsUrl });
  });
});

test('with WePay or CCG set up the sandbox is off', () => {
  const rsa = publicKey('rsa');
  const ec = publicKey('ec');
  expect(
    readConfig({
      WEPAY_APP_ID: '1',
      WEPAY_APP_TOKEN: 't',
      WEPAY_BASE_URL: 'http://127.0.0.1:9',
      WEPAY_UPLOADS_URL: 'http://127.0.0.1:9/uploads',
      WEPAY_WEBHOOK_KEYS: rsa,
    }),
  ).toMatchObject({
    sandbox: false,
    providers: {
      wepay: {
        appId: '1',
        appToken: 't',
        baseUrl: 'http://127.0.0.1:9',
        uploadsUrl: 'http://127.0.0.1:9/uploads',
        riskToken: null,
        webhookKeys: [rsa],
      },
      ccg: null,
    },
  });
  expect(readConfig({ CCG_WEBHOOK_KEYS: ec })).toMatchObject({
    sandbox: false,
    providers: { wepay: null, ccg: { webhookKeys: [ec], merchantId: null } },
  });
});

describe('keys of webhooks', () => {
  const CCG = "CCG_WEBHOOK_KEYS takes CCG's EC P-256 public keys in PEM, one after the other, but ";

  test('stand one after the other, and may have lost their line breaks', () => {
    const [one, two, three] = [publicKey('ec'), publicKey('ec'), publicKey('ec')];
    const escaped = two.replaceAll('\n', String.raw`\n`);
    const inOneLine = three.replaceAll('\n', ' ');
    const { ccg } = readConfig({ CCG_WEBHOOK_KEYS: one + escaped + inOneLine }).providers;
    expect(ccg?.webhookKeys).toEqual([one, two, three]);
  });

  test('of RSA may be written the older way', () => {
    const { publicKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { wepay } = readConfig({
      WEPAY_APP_ID: '1',
      WEPAY_APP_TOKEN: 't',
      WEPAY_WEBHOOK_KEYS: key.export({ type: 'pkcs1', format: 'pem' }).toString(),
    }).providers;
    expect(wepay?.webhookKeys).toEqual([key.export({ type: 'spki', format: 'pem' })]);
  });

  test.each([
    ['that are none', 'secret', 'there is none'],
    [
      'with a word between',
      `${publicKey('ec')},secret`,
      'something stands before, between or after the keys',
    ],
    ['miscopied', publicKey('ec').replace('\n', '\nAA'), 'key 1 cannot be read: copy it again, whole'],
    ['of another kind', publicKey('ec') + publicKey('rsa'), 'key 2 is of another kind (RSA)'],
    ['on another curve', publicKey('ec', 'secp384r1'), 'key 1 is of another kind (EC secp384r1)'],
    ['that must stay secret', privateKey(), 'key 1 is a PRIVATE KEY'],
  ])('%s are refused, without showing any of it', (_what, keys, why) => {
    expect(() => readConfig({ CCG_WEBHOOK_KEYS: keys })).toThrow(new ConfigError(`${CCG}${why}.`));
  });

  test('are needed by a merchant at CCG', () => {
    expect(() => readConfig({ CCG_MERCHANT_ID: 'm_1' })).toThrow(
      /^CCG_WEBHOOK_KEYS is missing: .* because CCG_MERCHANT_ID is set\.$/,
    );
  });
});

test('variables that look like ours and are none are told', () => {
  const { unknownVariables } = readConfig({
    WEPAY_APPID: '1',
    RECOURSE_SANBOX: '1',
    WHOP_COMPANY: '',
    HOME: '/home/somebody',
  });
  expect(unknownVariables).toEqual(['WEPAY_APPID', 'RECOURSE_SANBOX']);
});

test('with Whop set up the sandbox is off, unless it is asked for', () => {
  const whop = { WHOP_API_KEY: 'k', WHOP_WEBHOOK_SECRET: 'ws_1, ws_2', WHOP_COMPANY_ID: 'biz_1' };
  expect(readConfig(whop)).toMatchObject({
    sandbox: false,
    providers: { whop: { apiKey: 'k', webhookSecrets: ['ws_1', 'ws_2'], companyId: 'biz_1' } },
  });
  expect(readConfig({ ...whop, RECOURSE_SANDBOX: '1' }).sandbox).toBe(true);
  expect(readConfig({ RECOURSE_SANDBOX: '0' }).sandbox).toBe(false);
});

describe('a start with the keys of a provider set', () => {
  const WARNING =
    'Warning: RECOURSE_SANDBOX is 1: the sandbox stands in for all providers, and the settings of whop are not used.\n';

  test.each([
    ['warns, when the sandbox is asked for,', '1', 1],
    ['says nothing without the sandbox, though', '0', 0],
  ])('%s that they are not used', async (_what, sandbox, warnings) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'recourse-config-'));
    const started = run('src/main.ts', ['start'], {
      RECOURSE_DATA_DIR: dataDir,
      RECOURSE_POLICY: join(dataDir, 'nowhere.yaml'),
      RECOURSE_SANDBOX: sandbox,
      WHOP_API_KEY: 'k',
      WHOP_WEBHOOK_SECRET: 's',
    });
    await expect(started.ended).resolves.toBe(2);
    expect(started.output().split(WARNING)).toHaveLength(1 + warnings);
    await rm(dataDir, { recursive: true });
  });
});

test('the standard Temporal variables name a cluster, its key and its namespace', () => {
  const { temporal, temporalNamespace } = readConfig({
    TEMPORAL_ADDRESS: 'ns.acct.tmprl.cloud:7233',
    TEMPORAL_NAMESPACE: 'ns.acct',
    TEMPORAL_API_KEY: 'secret',
  });
  expect(temporal).toMatchObject({
    address: 'ns.acct.tmprl.cloud:7233',
    namespace: 'ns.acct',
    credentials: { apiKey: 'secret', tls: true },
  });
  expect(temporalNamespace).toBe('ns.acct');
});

test('a Temporal key without an address still means a server of our own', () => {
  expect(readConfig({ TEMPORAL_NAMESPACE: 'mine', TEMPORAL_API_KEY: 'x' })).toMatchObject({
    temporal: null,
    temporalNamespace: 'mine',
  });
});

test('a client certificate that is not there is named', () => {
  expect(() =>
    readConfig({ TEMPORAL_ADDRESS: 'h:1', TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere.pem' }),
  ).toThrow(/TEMPORAL_.*nowhere\.pem/);
});

test('tokens carry a name, a role and maybe a merchant', () => {
  const list = 'ann:approver:0123456789abcdef,shop:viewer:fedcba9876543210:biz_1';
  expect(readConfig({ RECOURSE_API_TOKENS: list }).apiTokens).toEqual([
    { name: 'ann', role: 'approver', token: '0123456789abcdef', merchantIds: null },
    { name: 'shop', role: 'viewer', token: 'fedcba9876543210', merchantIds: ['biz_1'] },
  ]);
});

test.each([
  ['ann:king:0123456789abcdef', 'the role of ann is none of viewer, responder, approver, admin'],
  ['ann:admin:short', 'the token of ann is shorter than 16 characters'],
  [':admin:0123456789abcdef', 'number 1 has no name'],
  ['a:admin:0123456789abcdef,a:admin:fedcba9876543210', 'two of them have the same name'],
  ['a:admin:0123456789abcdef,b:admin:0123456789abcdef', 'two of them have the same token'],
  [' , ', 'it names no token'],
])('a bad list of tokens says why, without showing a token (%s)', (list, why) => {
  const sentence = `RECOURSE_API_TOKENS takes name:role:token[:merchant_id], several separated by commas, but ${why}.`;
  expect(() => readConfig({ RECOURSE_API_TOKENS: list })).toThrow(new ConfigError(sentence));
});

function publicKey(kind: 'rsa' | 'ec', namedCurve = 'P-256'): string {
  const { publicKey: key } =
    kind === 'rsa'
      ? generateKeyPairSync(kind, { modulusLength: 2048 })
      : generateKeyPairSync(kind, { namedCurve });
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function privateKey(): string {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('the encryption of what Temporal stores', () => {
  const key = Buffer.alloc(32, 7).toString('base64');

  test('has keys with ids, the first for what is new; or is off; or nothing is said about it', () => {
    const { encryptionKeys } = readConfig({ RECOURSE_ENCRYPTION_KEYS: `new:${key}, old:${key}` });
    expect(encryptionKeys?.current?.id).toBe('new');
    expect([...(encryptionKeys?.all.keys() ?? [])]).toEqual(['new', 'old']);
    expect(readConfig({ RECOURSE_ENCRYPTION_KEYS: 'off' }).encryptionKeys?.current).toBeNull();
    expect(readConfig({}).encryptionKeys).toBeNull();
  });

  test('a bad list is one sentence that tells how to make a key, and shows none', () => {
    const read = () => readConfig({ RECOURSE_ENCRYPTION_KEYS: `a:${key}x` });
    expect(read).toThrow(
      /^RECOURSE_ENCRYPTION_KEYS takes id:key.*openssl rand -base64 32.*or off, but the key a is not 32 bytes in base64\.$/,
    );
    expect(read).not.toThrow(key);
  });

  test('is taken away for the pages of one origin, that of Temporal unless others are named', () => {
    const ui = { RECOURSE_TEMPORAL_UI_URL: 'https://temporal.example.com/ui' };
    expect(readConfig(ui).codecOrigins).toEqual(['https://temporal.example.com']);
    expect(readConfig({}).codecOrigins).toEqual([]);
    expect(
      readConfig({ ...ui, RECOURSE_CODEC_ORIGINS: 'https://a.test,https://b.test' }).codecOrigins,
    ).toEqual(['https://a.test', 'https://b.test']);
    expect(() => readConfig({ RECOURSE_CODEC_ORIGINS: 'https://a.test/path' })).toThrow(
      /^RECOURSE_CODEC_ORIGINS takes the origins of/,
    );
  });
});
