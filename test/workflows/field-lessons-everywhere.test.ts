import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, SECOND } from '../../src/domain/instant.ts';
import { minorUnits } from '../../src/domain/money.ts';
import type { Webhook } from '../../src/sandbox/webhooks/outbox.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { type AnyProvider, EVERY_PROVIDER } from './every-provider.ts';
import { countOf, eventually, opened, ruled, type Story, submitted } from './story.ts';

/** What went wrong in other people's dispute handling and can go wrong at any provider, each under the number of its public report. */
let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
  await desk.settings('wepay', { rate_limit: null });
});
afterAll(() => desk.close());

/** Waits until all that was sent about a dispute was taken, and lets the case act on it. */
async function heard({ caseId, disputeId }: Story): Promise<void> {
  await eventually(async () => {
    const sent = await webhooksOf(disputeId);
    expect(sent.filter(({ state }) => state !== 'delivered')).toEqual([]);
  });
  await desk.skip(caseId, HOUR);
}

async function webhooksOf(id: string): Promise<readonly Webhook[]> {
  return (await desk.control<{ data: Webhook[] }>('GET', `/webhooks?id=${id}`)).data;
}

/** An amount in dollars as the provider writes it. */
function written(amount: string, { units }: AnyProvider): number {
  return units === 'major' ? Number(amount) : (minorUnits({ amount, currency: 'usd' }) ?? 0);
}

describe.concurrent.each(EVERY_PROVIDER)('$label', (provider) => {
  const { winning, turning, updated, reinstated, deadline, calls, capabilities } = provider;

  test('polar #12391: a deadline that is missing or 0 is neither slept on nor read as 1970', async () => {
    const story = await opened(desk, winning);
    const named = disputeOf(await desk.until(story.caseId, 'opened', () => true)).respondBy;
    expect(named === null).toBe(deadline === null);
    for (const value of [0, null]) {
      if (deadline !== null) await desk.overwrite(story.disputeId, { [deadline]: value }, updated);
      const state = await desk.until(story.caseId, 'asked', ({ attention }) => attention.length > 0);
      expect(state.attention).toMatchObject([{ kind: 'deadline_unknown' }]);
      expect(disputeOf(state).respondBy, 'the last one named still counts').toBe(named);
    }
    await heard(story);
    expect(await countOf(desk, story.caseId, 'deadline_passed')).toBe(0);
  });

  test('WooPayments #9082, #11993: a second dispute of one charge is not dropped', async () => {
    const first = await opened(desk, winning);
    const [, payment_id] = first.caseId.split(':');
    const second = await opened(desk, winning, { payment_id });
    const { body } = await desk.show(first.caseId);
    expect(body.disputes.map(({ id }: { id: string }) => id)).toEqual([first.disputeId, second.disputeId]);
  });

  test('hyperswitch #11653: money given back on a lost dispute does not make it won', async () => {
    const story = await opened(desk, turning);
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    await desk.overwrite(story.disputeId, {}, reinstated);
    await heard(story);
    expect((await desk.show(story.caseId)).body.status).toBe('lost');
    expect(await countOf(desk, story.caseId, 'ruled')).toBe(1);
  });

  test('hyperswitch #11607, prism #2340: an unknown status is neither an error nor a ruling', async () => {
    const story = await opened(desk, winning);
    const strange = { status: 'awaiting_arbitration', reason: null, brand_new: { field: [1] } };
    await desk.overwrite(story.disputeId, strange, updated);
    await heard(story);
    expect((await desk.show(story.caseId)).body).toMatchObject({
      open: true,
      stage: 'chargeback',
      status: 'needs_response',
      disputes: [{ ruling: null }],
    });
    const sent = await desk.effects('webhook_sent', story.disputeId);
    expect(sent.filter(({ detail }) => detail['answer'] !== 200)).toEqual([]);
  });

  test('WooPayments #4931: lost, then won the next day', async () => {
    const story = await opened(desk, turning);
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    await desk.skip(story.caseId, DAY);
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
  });

  test('gumroad #6723: a file the provider would refuse is refused before the submission is spent', async () => {
    const story = await opened(desk, winning);
    const { revision } = (await desk.show(story.caseId)).body.disputes[0].evidence;
    const [[slot, { maxBytes }] = ['', { maxBytes: 0 }]] = Object.entries(capabilities.slots);
    const upload = (bytes: Buffer<ArrayBuffer>, name: string) => {
      const form = new FormData();
      form.set('slot', slot);
      form.set('file', new Blob([bytes]), name);
      return desk.request('POST', `/api/v1/disputes/${story.caseId}/files`, form);
    };
    const large = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(maxBytes)]);
    for (const bytes of [large, Buffer.alloc(0), Buffer.from('MZ not what it says')]) {
      const { status, body } = await upload(bytes, 'evidence.pdf');
      expect(status).toBe(422);
      expect(body.detail).not.toBe('');
    }
    const [{ evidence }] = (await desk.show(story.caseId)).body.disputes;
    expect(evidence).toMatchObject({ revision, files: [] });
    if (calls !== null) expect(await desk.calls(calls.challenge, story.disputeId)).toEqual([]);
  });

  test.for([
    ['jpy', 4900, '4900'],
    ['kwd', 12.5, '12.500'],
    ['usd', 10.43, '10.43'],
  ] as const)(
    'WooPayments #11327: an amount has its own currency’s decimals: %s',
    async ([currency, amount, shown]) => {
      const { caseId } = await opened(desk, winning, { currency, amount });
      expect((await desk.show(caseId)).body.amount).toEqual({ amount: shown, currency });
    },
  );

  test.runIf(calls !== null)(
    'polar #8344: a dispute over more than its payment shows both, and can be answered',
    async () => {
      const story = await opened(desk, winning, { amount: 49 });
      await desk.overwrite(story.disputeId, { amount: written('51.20', provider) }, updated);
      await desk.until(story.caseId, 'more', (state) => disputeOf(state).amount?.amount === '51.20');
      const { money, payment_amount } = (await desk.show(story.caseId)).body;
      expect(payment_amount).toEqual({ amount: '49.00', currency: 'usd' });
      expect(money.difference).toEqual({ amount: '2.20', currency: 'usd' });
      const [field = ''] = Object.keys(capabilities.fields);
      await desk.edit(story.caseId, { [field]: 'It was delivered.' });
      expect((await desk.challenge(story.caseId)).status).toBe(202);
      await submitted(desk, story);
    },
  );
});

test('WooPayments #11327: a fee in dollars of a dispute in yen has each its own decimals', async () => {
  const story = await opened(desk, 'ccg_jpy');
  const { balanceTransactions } = await desk.held(story.disputeId);
  const [taken] = Array.isArray(balanceTransactions) ? balanceTransactions : [];
  const created = Math.floor(Date.now() / SECOND) + 1;
  const feeOf = { id: 'txn_fee', amount: 0, fee: 1500, fee_details: [{ amount: 1500, currency: 'usd' }] };
  const changed = [taken, { ...taken, ...feeOf, created }];
  await desk.overwrite(story.disputeId, { balanceTransactions: changed }, 'DISPUTE_UPDATED');
  await heard(story);
  const { entries } = (await desk.show(story.caseId)).body.money;
  const amounts = entries.map(({ amount }: { amount: object }) => amount);
  expect(amounts).toEqual(
    expect.arrayContaining([
      { amount: '5000', currency: 'jpy' },
      { amount: '15.00', currency: 'usd' },
    ]),
  );
});
