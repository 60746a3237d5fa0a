import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { NEWS_EVENTS } from '../../src/domain/news.ts';
import { createSubscribers } from '../../src/notify/subscribers.ts';
import { parseSubscriptions, subscriptionsJsonSchema } from '../../src/notify/subscriptions-file.ts';
import { SettingsFileError } from '../../src/settings-file.ts';
import type { Store } from '../../src/store/store.ts';
import { openTemporaryStore } from '../setup/store.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const WHOLE = `
subscriptions:
  - name: desk
    channel: mail
    to: [ann@shop.example, bob@shop.example, ann@shop.example]
    merchants: [biz_1]
    events: [dispute.opened, dispute.reminder]
  - name: payers
    channel: mail
    to: payer
  - name: billing
    channel: webhook
    url: https://hooks.shop.example/recourse
    secret: ${SECRET}
`;

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-notifications-'));
  store = await openTemporaryStore();
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

describe('subscribers', () => {
  test('are made of the file: one for each address, the payer and each program', async () => {
    const subscribers = await subscribersOf(WHOLE);
    expect(subscribers.map(({ name, kind }) => [name, kind])).toEqual([
      [expect.stringMatching(/^desk\/[0-9a-f]{8}$/), 'mail'],
      [expect.stringMatching(/^desk\/[0-9a-f]{8}$/), 'mail'],
      ['payers', 'mail'],
      ['billing', 'webhook'],
    ]);
    const [ann, bob, payers, billing] = subscribers;
    expect(ann?.name).not.toBe(bob?.name);
    expect(ann).toMatchObject({ events: ['dispute.opened', 'dispute.reminder'], merchantIds: ['biz_1'] });
    expect(payers).toMatchObject({
      events: ['dispute.opened', 'dispute.ruled', 'refund.settled'],
      merchantIds: null,
    });
    expect(billing).toMatchObject({ events: NEWS_EVENTS, merchantIds: null });
  });

  test('keep their names when others are added, left out or put in another order', async () => {
    const one = await subscribersOf(mailTo('[bob@shop.example]'));
    const both = await subscribersOf(mailTo('[ann@shop.example, bob@shop.example]'));
    expect(both[1]?.name).toBe(one[0]?.name);
  });

  test('are nobody without a file', async () => {
    expect(await createSubscribers(readConfig({}).notify, { store, publicUrl: 'https://x' })).toEqual([]);
  });

  test('cannot be mailed without a mail server, and that is said', async () => {
    await expect(subscribersOf(WHOLE, {})).rejects.toThrow(
      /^SMTP_URL and MAIL_FROM are missing: the notifications file .* has mail sent for desk\.$/,
    );
  });

  test('come from a file that is there', async () => {
    const missing = readConfig({ RECOURSE_NOTIFICATIONS: join(folder, 'none.yaml') }).notify;
    await expect(createSubscribers(missing, { store, publicUrl: 'https://x' })).rejects.toThrow(
      /^The notifications file .*none\.yaml cannot be read\.$/,
    );
  });
});

describe('a fault in the file', () => {
  test.each([
    ['subscription: []', 'the file: .*subscription'],
    ['', 'subscriptions: '],
    ['subscriptions: [{ name: a, channel: pigeon }]', 'subscriptions\\.0\\.channel: '],
    [mailTo('[nobody]'), 'subscriptions\\.0\\.to'],
    [mailTo('[]'), 'subscriptions\\.0\\.to'],
    [mailTo('everybody'), 'subscriptions\\.0\\.to: takes payer, or a list of mail addresses'],
    [mailTo('payer, events: [dispute.reminder]'), 'events\\.0: is nothing a payer is told'],
    [mailTo('payer, events: [dispute.lost]'), 'events\\.0: '],
    [mailTo('payer, merchants: []'), 'merchants: '],
    [mailTo('payer, language: de'), 'subscriptions\\.0: .*language'],
    ['subscriptions: [{ name: slack, channel: mail, to: payer }]', 'name: must not be slack'],
    ['subscriptions: [{ name: "A b", channel: mail, to: payer }]', 'name: takes lower-case letters'],
    [
      'subscriptions: [{ name: a, channel: mail, to: payer }, { name: a, channel: mail, to: payer }]',
      'subscriptions: takes each name once',
    ],
    [webhook('ftp://x.example'), 'url: takes an address, https://'],
    [webhook('https://ann:pw@x.example'), 'url: takes an address'],
    [webhook('http://x.example'), 'url: takes an address with https; RECOURSE_WEBHOOKS_ALLOW_PRIVATE=1'],
    [webhook('https://10.0.0.1'), 'url: is no public address; RECOURSE_WEBHOOKS_ALLOW_PRIVATE=1'],
    [webhook('https://[::ffff:127.0.0.1]'), 'url: is no public address'],
    [webhook('https://x.example', 'whsec_c2hvcnQ='), 'secret: takes whsec_'],
    [webhook('https://x.example', 'hunter2-hunter2-hunter2'), 'secret: takes whsec_'],
    ['[', 'line 1'],
  ])('is named with its place: %s', (text, named) => {
    expect(() => parseSubscriptions(text, { allowPrivate: false })).toThrow(SettingsFileError);
    expect(() => parseSubscriptions(text, { allowPrivate: false })).toThrow(new RegExp(named));
  });

  test('is told without the secret beside it', () => {
    const wrong = webhook('http://10.0.0.1', `${SECRET}é`);
    expect(() => parseSubscriptions(wrong, { allowPrivate: false })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(SECRET) }),
    );
  });
});

test('private addresses are taken where they are allowed', () => {
  expect(parseSubscriptions(webhook('http://10.0.0.1:8080/x'), { allowPrivate: true })).toHaveLength(1);
});

test('the JSON Schema beside the code is the one the code checks by (renew it with vitest -u)', async () => {
  const schema = `${JSON.stringify(subscriptionsJsonSchema(), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot('../../src/notify/subscriptions.schema.json');
});

describe('settings', () => {
  test.each([
    [{ SMTP_URL: 'smtp://x.example' }, 'MAIL_FROM is missing: .* because SMTP_URL is set'],
    [{ MAIL_FROM: 'a@b.example' }, 'SMTP_URL is missing: .* because MAIL_FROM is set'],
    [{ SMTP_URL: 'http://x', MAIL_FROM: 'a@b.example' }, 'SMTP_URL takes the address of a mail server'],
    [{ SMTP_URL: 'smtp://x', MAIL_FROM: 'nobody' }, 'MAIL_FROM takes the address mail comes from'],
    [
      { SMTP_URL: 'smtp://x', MAIL_FROM: 'A\r\nBcc: e@v.example <a@b.example>' },
      'MAIL_FROM takes the address',
    ],
    [{ RECOURSE_WEBHOOKS_ALLOW_PRIVATE: 'yes' }, 'RECOURSE_WEBHOOKS_ALLOW_PRIVATE takes 1 or 0'],
  ])('that are bad or half there are named: %j', (environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(new RegExp(sentence));
  });

  test.each([
    ['desk@b.example', { name: '', address: 'desk@b.example' }],
    ['Dispute desk <desk@b.example>', { name: 'Dispute desk', address: 'desk@b.example' }],
    ['"Müller, Disputes" <desk@b.example>', { name: 'Müller, Disputes', address: 'desk@b.example' }],
  ])('say whose name mail goes out in: %s', (sender, from) => {
    const { notify } = readConfig({ SMTP_URL: 'smtps://u:p@x.example:465', MAIL_FROM: sender });
    expect(notify).toEqual({
      file: null,
      mailServer: { url: 'smtps://u:p@x.example:465', from },
      allowPrivate: false,
    });
  });
});

async function subscribersOf(
  text: string,
  mail: Readonly<Record<string, string>> = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'a@b.example' },
) {
  const file = join(folder, 'notifications.yaml');
  await writeFile(file, text);
  const { notify } = readConfig({ RECOURSE_NOTIFICATIONS: file, ...mail });
  return await createSubscribers(notify, { store, publicUrl: 'https://desk.example' });
}

function mailTo(to: string): string {
  return `subscriptions: [{ name: a, channel: mail, to: ${to} }]`;
}

function webhook(url: string, secret = SECRET): string {
  return `subscriptions: [{ name: a, channel: webhook, url: "${url}", secret: "${secret}" }]`;
}
