import { expect, test } from 'vitest';
import type { CheckLine } from '../../../src/providers/provider.ts';
import { createCcgProvider } from '../../../src/providers/ccg/provider.ts';
import type { CcgSettings } from '../../../src/providers/ccg/settings.ts';
import { CCG_KEYS, keyPair } from './samples.ts';

function ccg(settings: Partial<CcgSettings> = {}) {
  return createCcgProvider({ webhookKeys: [CCG_KEYS.pem], merchantId: 'm_1', ...settings });
}

async function check(settings?: Partial<CcgSettings>): Promise<CheckLine[]> {
  const lines: CheckLine[] = [];
  for await (const line of ccg(settings).check(new AbortController().signal)) lines.push(line);
  return lines;
}

test('it takes all 27 fields of evidence, and can be told nothing', () => {
  const { fields, slots, ...can } = ccg().capabilities;
  expect(Object.keys(fields)).toHaveLength(18);
  expect(Object.keys(slots)).toHaveLength(9);
  expect(can).toMatchObject({
    read: false,
    stage: false,
    submit: false,
    concede: 'none',
    refund: false,
    list: [],
  });
});

test('every call is refused with a sentence', async () => {
  const signal = new AbortController().signal;
  await expect(ccg().submitEvidence('dp_1', null, signal)).rejects.toMatchObject({
    kind: 'refused',
    message: 'CCG has no call for submitting evidence.',
  });
  await expect(ccg().concede('dp_1', signal)).rejects.toMatchObject({ kind: 'refused' });
  await expect(ccg().readDispute('dp_1', signal)).rejects.toMatchObject({ kind: 'refused' });
});

test('its check ticks no more than it looked at', async () => {
  expect(await check()).toMatchObject([
    { ok: true, what: 'webhook keys', detail: expect.stringContaining('one key') },
    { ok: null, what: 'calls' },
  ]);
  const lines = await check({ merchantId: null, webhookKeys: [CCG_KEYS.pem, keyPair().pem] });
  expect(lines).toMatchObject([
    { ok: true, detail: expect.stringContaining('2 keys') },
    { ok: null },
    { ok: null, what: 'merchant', detail: expect.stringContaining('CCG_MERCHANT_ID') },
  ]);
  expect(await check({ webhookKeys: [] })).toMatchObject([{ ok: false }, { ok: null }]);
});
