import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/instant.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { parsePolicy, policyJsonSchema, readPolicy } from '../../src/policy.ts';
import { SettingsFileError } from '../../src/settings-file.ts';

test('an empty file is the built-in policy under a version of its own', () => {
  const { version, ...rest } = parsePolicy('');
  expect(version).toMatch(/^[0-9a-f]{12}$/);
  expect({ ...rest, version: 'built-in' }).toEqual(BUILT_IN_POLICY);
});

test('every part can be set, and reminders come longest first, each once', () => {
  const policy = parsePolicy(`
alerts: { auto_refund: [{ provider: whop, currency: USD, up_to: "20.00", alert_types: [dispute, fraud] }], window: 90m }
response: { margin: 12h, reminders: [6h, 7d, 24h, 1d], on_silence: lapse }
rulings: { quiet_period: 30d }
dispute_fees: [{ provider: whop, currency: USD, amount: "15.00" }]
retention: { evidence: 400d, news: 30d }
approvals: [{ currency: USD, responder_up_to: "50.00" }, { currency: jpy, four_eyes_above: "90000" }]
evidence:
  refund_policy_disclosure: Shown at checkout.
  cancellation_policy_disclosure: Linked in every mail.
  product_descriptions: { prod_1: A course. }
`);
  expect(policy).toMatchObject({
    alerts: {
      window: 90 * MINUTE,
      autoRefund: [{ provider: 'whop', currency: 'usd', upTo: '20.00', alertTypes: ['dispute', 'fraud'] }],
    },
    response: { margin: 12 * HOUR, reminders: [7 * DAY, DAY, 6 * HOUR], onSilence: 'lapse' },
    approvals: [
      { currency: 'usd', responderUpTo: '50.00', fourEyesAbove: null },
      { currency: 'jpy', responderUpTo: null, fourEyesAbove: '90000' },
    ],
    rulings: { quietPeriod: 30 * DAY },
    disputeFees: [{ provider: 'whop', amount: { amount: '15.00', currency: 'usd' } }],
    retention: { evidence: 400 * DAY, news: 30 * DAY },
    evidence: {
      refundPolicyDisclosure: 'Shown at checkout.',
      cancellationPolicyDisclosure: 'Linked in every mail.',
      productDescriptions: { prod_1: 'A course.' },
    },
  });
});

test('the same words give the same version, other words another', () => {
  const text = 'response: { margin: 12h }';
  expect(parsePolicy(text).version).toBe(parsePolicy(text).version);
  expect(parsePolicy(text).version).not.toBe(parsePolicy('response: { margin: 13h }').version);
});

const WHOLE = 'provider: whop, alert_types: [fraud]';
const rule = (fields: string) => `alerts: { auto_refund: [{ ${fields} }] }`;

test('automatic refunds take any number of decimals in a currency that is in no list', () => {
  const { alerts } = parsePolicy(rule(`${WHOLE}, currency: btc, up_to: "0.00012345"`));
  expect(alerts.autoRefund).toMatchObject([{ currency: 'btc', upTo: '0.00012345' }]);
});

test.each([
  ['respons: { margin: 12h }', 'respons'],
  ['response: { margins: 12h }', 'response: .*margins'],
  ['response: { margin: 12 }', 'response\\.margin: takes a duration such as 72h, 7d or 90m'],
  ['response: { margin: 0h }', 'response\\.margin: takes a duration'],
  ['response: { reminders: [7d, soon] }', 'response\\.reminders\\.1: takes a duration'],
  ['response: { on_silence: panic }', 'response\\.on_silence: .*submit_if_complete'],
  ['evidence: { product_descriptions: { prod_1: 7 } }', 'evidence\\.product_descriptions\\.prod_1'],
  [rule(''), 'alerts\\.auto_refund\\.0\\.provider'],
  [rule('provider: nobody'), 'alerts\\.auto_refund\\.0\\.provider: .*whop'],
  [rule('provider: whop, up_to: 20.00'), 'alerts\\.auto_refund\\.0\\.up_to: takes an amount in quotes'],
  [rule('provider: whop, up_to: "0.00"'), 'alerts\\.auto_refund\\.0\\.up_to: takes an amount in quotes'],
  [rule('provider: whop, up_to: "-1"'), 'alerts\\.auto_refund\\.0\\.up_to: takes an amount in quotes'],
  [rule(`${WHOLE}, currency: jpy, up_to: "20.5"`), 'auto_refund\\.0\\.up_to: has more decimals than jpy has'],
  [rule(`${WHOLE}, currency: usd, up_to: "1", type: x`), 'alerts\\.auto_refund\\.0: .*type'],
  [rule('provider: whop, alert_types: []'), 'alerts\\.auto_refund\\.0\\.alert_types'],
  ['approvals: [{ above: "100" }]', 'approvals.0.currency: takes a currency such as usd'],
  [
    'approvals: [{ currency: usd, responder_up_to: "1.001" }]',
    'approvals.0.responder_up_to: has more decimals',
  ],
  [
    'approvals: [{ currency: usd, responder_up_to: "20.00", four_eyes_above: "9.00" }]',
    'approvals.0.four_eyes_above: must not be below responder_up_to',
  ],
  [
    'dispute_fees: [{ provider: whop, currency: jpy, amount: "1.5" }]',
    'dispute_fees.0.amount: has more decimals',
  ],
  ['approvals: [{ currency: usd }, { currency: USD }]', 'approvals: takes one rule a currency'],
  ['[', 'line 1'],
])('a fault is named with its place: %s', (text, named) => {
  expect(() => parsePolicy(text)).toThrow(SettingsFileError);
  expect(() => parsePolicy(text)).toThrow(new RegExp(named));
});

test('a file that is wrong or missing is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-policy-'));
  const file = join(folder, 'policy.yaml');
  await expect(readPolicy(file)).rejects.toThrow(`The policy file ${file} cannot be read.`);
  await writeFile(file, 'x: 1');
  await expect(readPolicy(file)).rejects.toThrow(`The policy file ${file} is wrong:`);
  await rm(folder, { recursive: true });
});

test('the JSON Schema beside the code is the one the code checks by (renew it with vitest -u)', async () => {
  const schema = `${JSON.stringify(policyJsonSchema(), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot('../../src/policy.schema.json');
});
