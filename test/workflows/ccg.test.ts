import { unzipSync } from 'fflate';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/instant.ts';
import { startReconciliation } from '../../src/temporal/reconciliation.ts';
import { keepReconciling } from '../../src/temporal/schedules.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { freshNamespace } from '../setup/namespace.ts';
import { closed, countOf, eventually, noted, opened, ruled, type Story } from './story.ts';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n');

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

async function attach({ caseId }: Story, slot: string) {
  const form = new FormData();
  form.set('slot', slot);
  form.set('file', new Blob([PDF]), 'proof.pdf');
  return await desk.request('POST', `/api/v1/disputes/${caseId}/files`, form);
}

/** The packet as a person unpacks it: text by path. */
async function packetOf({ caseId }: Story): Promise<Readonly<Record<string, string>>> {
  const archive = unzipSync(await desk.download(`/api/v1/disputes/${caseId}/packet`));
  return Object.fromEntries(
    Object.entries(archive).map(([path, bytes]) => [path, Buffer.from(bytes).toString('utf8')]),
  );
}

async function netOf({ caseId }: Story): Promise<readonly object[]> {
  return (await desk.show(caseId)).body.money.net;
}

/** The movements of money as `kind amount currency`, in the order they are shown. */
async function movementsOf(story: Story): Promise<readonly string[]> {
  const { entries } = (await desk.show(story.caseId)).body.money;
  return entries.map(({ kind, amount }: Entry) => `${kind} ${amount.amount} ${amount.currency}`);
}

interface Entry {
  readonly kind: string;
  readonly amount: { readonly amount: string; readonly currency: string };
}

describe.concurrent('a dispute at CCG', () => {
  test('is opened with the evidence its event brings', async () => {
    const story = await opened(desk, 'ccg_won');
    const { body } = await desk.show(story.caseId);
    expect(body).toMatchObject({
      provider: 'ccg',
      stage: 'chargeback',
      status: 'needs_response',
      amount: { amount: '50.00', currency: 'usd' },
      reason: 'fraudulent',
      answerable: true,
      disputes: [
        {
          id: story.disputeId,
          provider_reason: 'FRAUDULENT',
          evidence: { frozen: false, fields: { customer_name: 'Rosa Imhof', billing_address: 'CH' } },
        },
      ],
    });
    expect(await movementsOf(story)).toEqual(['withdrawn 50.00 usd', 'fee 15.00 usd']);
  });

  test('has no deadline: its usual window is an estimate, marked as one, and reminders go by it', async () => {
    const story = await opened(desk, 'ccg_won');
    const { body } = await desk.show(story.caseId);
    expect(body).toMatchObject({ respond_by: null, deadline: 'estimated' });
    expect(Date.parse(body.respond_by_estimate) - Date.parse(body.disputes[0].created_at)).toBe(14 * DAY);
    expect(body.needs_attention.reason).toMatch(
      /names no deadline.*an estimate.*submit the packet elsewhere/,
    );
    await desk.skip(story.caseId, 7 * DAY + HOUR);
    expect(await noted(desk, story.caseId, 'reminder')).toMatchObject({
      summary: expect.stringContaining('by our estimate about 7 days left'),
      data: { respond_by: null },
    });
    await desk.skip(story.caseId, 4 * DAY);
    await noted(desk, story.caseId, 'reminder', 2);
    await desk.skip(story.caseId, 3 * DAY);
    await noted(desk, story.caseId, 'reminder', 4);
    const late = await desk.until(story.caseId, 'late', ({ attention }) =>
      attention.some(({ reason }) => reason.includes('ended at')),
    );
    expect(late, 'and nothing is done by itself').toMatchObject({ open: true });
    expect(disputeOf(late)).toMatchObject({ decision: null, submission: null });
  });

  test.for([
    ['challenge', /download the packet, submit it where you work with CCG, then record that/],
    ['concede', /concede where you work with CCG/],
    ['refund', /refund where you work with CCG/],
  ] as const)(
    'cannot be told to %s, and the refusal says what to do instead',
    async ([decision, instead]) => {
      const story = await opened(desk, 'ccg_lost');
      const refusal = await desk.decide(story.caseId, { decision, confirm: 'concede' });
      expect(refusal.status).toBe(409);
      expect(refusal.body.detail).toMatch(instead);
      expect((await desk.show(story.caseId)).body.disputes[0].decision).toBeNull();
    },
  );

  test('answered elsewhere is recorded once, ends the reminders, and waits for the ruling that closes it', async () => {
    const story = await opened(desk, 'ccg_lost');
    await desk.skip(story.caseId, 7 * DAY + HOUR);
    await noted(desk, story.caseId, 'reminder');
    const record = (key: string) =>
      desk.decide(
        story.caseId,
        { decision: 'submitted_elsewhere', note: 'In their dashboard.' },
        { headers: { 'idempotency-key': key } },
      );
    expect((await record('once')).status).toBe(202);
    expect((await record('once')).status, 'the same again').toBe(202);
    expect(await record('twice')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('decided already: submitted_elsewhere, by ada') },
    });
    expect((await desk.show(story.caseId)).body).toMatchObject({
      answerable: false,
      needs_attention: null,
      disputes: [
        {
          submission: { step: 'done', by: 'elsewhere' },
          submitted_at: expect.any(String),
          evidence: { frozen: true },
        },
      ],
    });
    expect((await desk.edit(story.caseId, { uncategorized_text: 'Too late.' })).status).toBe(409);
    await desk.skip(story.caseId, 20 * DAY);
    expect(await countOf(desk, story.caseId, 'reminder')).toBe(1);
    expect(await countOf(desk, story.caseId, 'decided')).toBe(1);
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    await desk.skip(story.caseId, 15 * DAY);
    expect(await closed(desk, story.caseId)).toMatchObject({ open: false, attention: [] });
  });

  test('nobody answered is closed by its ruling all the same', async () => {
    const story = await opened(desk, 'ccg_lost');
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    expect((await desk.show(story.caseId)).body).toMatchObject({ needs_attention: null, answerable: false });
    await desk.skip(story.caseId, 15 * DAY);
    await closed(desk, story.caseId);
  });

  test('won gives the money back, and not the fee', async () => {
    const story = await opened(desk, 'ccg_won');
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
    expect(await movementsOf(story)).toEqual([
      'withdrawn 50.00 usd',
      'fee 15.00 usd',
      'reinstated 50.00 usd',
    ]);
    expect(await netOf(story)).toEqual([{ amount: '-15.00', currency: 'usd' }]);
  });

  test('whose ruling turns follows the later one by the times of its transactions', async () => {
    const story = await opened(desk, 'ccg_lost_then_won');
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    await desk.skip(story.caseId, DAY);
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
    expect((await desk.show(story.caseId)).body).toMatchObject({ status: 'won', needs_attention: null });
  });

  test('of a bank account, or of a payment that does not say how it was made, is one like any other', async () => {
    const bank = await opened(desk, 'ccg_bank_account');
    expect((await desk.show(bank.caseId)).body).toMatchObject({ reason: 'fraudulent' });
    await desk.advance(bank.run);
    await ruled(desk, bank, 'lost');
    const unsaid = await opened(desk, 'ccg_without_payment_type');
    await desk.advance(unsaid.run);
    await ruled(desk, unsaid, 'won');
  });

  test.for([
    ['ccg_jpy', { amount: '5000', currency: 'jpy' }, ['withdrawn 5000 jpy', 'fee 1500 jpy']],
    ['ccg_kwd', { amount: '24.755', currency: 'kwd' }, ['withdrawn 24.755 kwd', 'fee 1.500 kwd']],
  ] as const)('has its own currency’s decimals: %s', async ([scenario, amount, moved]) => {
    const story = await opened(desk, scenario);
    expect((await desk.show(story.caseId)).body.amount).toEqual(amount);
    expect(await movementsOf(story)).toEqual(moved);
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
    const fee = moved[1].split(' ')[1];
    expect(await netOf(story)).toEqual([{ amount: `-${fee}`, currency: amount.currency }]);
  });

  test('in another currency than the account’s has an amount nobody names, and money in the account’s', async () => {
    const story = await opened(desk, 'ccg_fx');
    expect((await desk.show(story.caseId)).body.amount).toBeNull();
    expect(await movementsOf(story)).toEqual(['withdrawn 54.13 usd', 'fee 15.00 usd']);
  });
});

describe.concurrent('the packet of a dispute at CCG', () => {
  test('holds what the event brought and what people wrote and attached', async () => {
    const story = await opened(desk, 'ccg_won');
    expect(
      (await desk.edit(story.caseId, { shipping_carrier: 'UPS', customer_name: 'R. Imhof' })).status,
    ).toBe(200);
    expect((await attach(story, 'shipping_documentation')).status).toBe(201);
    const packet = await packetOf(story);
    expect(packet).toMatchObject({
      'texts/shipping_carrier.txt': 'UPS',
      'texts/customer_name.txt': 'R. Imhof',
      'texts/customer_email_address.txt': 'rosa.imhof@example.com',
      'files/shipping_documentation/proof.pdf': PDF.toString('utf8'),
      'index.html': expect.stringContaining('CCG takes no answer from here'),
    });
    expect(packet['index.html']).toContain('an estimate');
    await desk.decide(story.caseId, { decision: 'submitted_elsewhere' });
    expect((await packetOf(story))['texts/shipping_carrier.txt'], 'what was submitted stays').toBe('UPS');
  });

  test('keeps what a person wrote when a later event brings evidence', async () => {
    const story = await opened(desk, 'ccg_won');
    await desk.edit(story.caseId, { customer_name: 'R. Imhof' });
    const { evidence } = await desk.held(story.disputeId);
    const more = { ...Object(evidence), customer_name: 'Rosa I.', product_description: 'A blue chair' };
    await desk.overwrite(story.disputeId, { evidence: more }, 'DISPUTE_INITIATED');
    await noted(desk, story.caseId, 'evidence_changed_elsewhere');
    const packet = await packetOf(story);
    expect(packet['texts/customer_name.txt']).toBe('R. Imhof');
    expect(packet['texts/product_description.txt']).toBe('A blue chair');
  });
});

test('a payment at CCG cannot be refunded from here, and the refusal says where it can', async () => {
  const { payment_id } = await desk.scenario('ccg_payment');
  const answer = await desk.request(
    'POST',
    '/api/v1/refunds',
    { provider: 'ccg', payment_id },
    { headers: { 'idempotency-key': 'once' } },
  );
  expect(answer).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('takes no refunds from here: refund the payment there') },
  });
  const { body } = await desk.request('GET', `/api/v1/refunds?payment_id=${payment_id}`);
  expect(body.data).toEqual([]);
});

test('a comparison with CCG says that it lists nothing', async () => {
  const running = await startReconciliation(desk.client, 'ccg', instant(Date.now() - DAY));
  const { failures, findings } = await running.result();
  expect(findings).toEqual([]);
  expect(failures.length).toBeGreaterThan(0);
  for (const { message } of failures) expect(message).toContain('CCG lists nothing');
});

test('CCG, which lists nothing, has its records alone compared, daily; those that list have both schedules', async () => {
  const { client, connection } = await freshNamespace();
  await keepReconciling(client, desk.providers, pino({ level: 'silent' }), AbortSignal.timeout(MINUTE));
  await eventually(async () => {
    const ids: string[] = [];
    for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
    expect(ids.toSorted()).toEqual([
      'reconcile:ccg:daily',
      'reconcile:wepay',
      'reconcile:wepay:daily',
      'reconcile:whop',
      'reconcile:whop:daily',
    ]);
  });
  await connection.close();
});
