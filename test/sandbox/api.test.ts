import Whop from '@whop/sdk';
import { describe, expect, test } from 'vitest';
import { COMPANY, refusal, startRig } from './running.ts';

describe('reading what is there', () => {
  test('a dispute carries its payment, its product and every evidence field', async () => {
    const { client, start } = await startRig();
    const { dispute_id, payment_id } = await start('dispute_won', {
      amount: '10.43',
      reason: 'Product Not Received',
    });

    const dispute = await client.disputes.retrieve(dispute_id);

    expect(dispute).toMatchObject({
      id: dispute_id,
      amount: 10.43,
      currency: 'usd',
      status: 'needs_response',
      editable: true,
      visa_rdr: false,
      reason: 'Product Not Received',
      company: { id: COMPANY },
      payment: { id: payment_id, total: 10.43, user: { email: expect.stringMatching(/@example\.com$/) } },
      product: { id: expect.stringMatching(/^prod_/) },
      customer_name: null,
      uncategorized_attachment: null,
    });
  });

  test.each([
    ['jpy', 12_800],
    ['kwd', 24.755],
    ['btc', 0.00012345],
  ])('money in %s keeps its decimals', async (currency, amount) => {
    const { client, start } = await startRig();
    const { dispute_id, payment_id } = await start('dispute_won', { currency, amount });

    expect(await client.disputes.retrieve(dispute_id)).toMatchObject({ amount, currency });
    expect(await client.payments.retrieve(payment_id)).toMatchObject({
      total: amount,
      currency,
      refunded_amount: 0,
      refunds: [],
    });
  });

  test('a payment shows its disputes, and cannot be refunded once it is disputed', async () => {
    const { client, start, advance } = await startRig();
    const { id, payment_id } = await start('alert_becomes_dispute');
    const alerted = await client.payments.retrieve(payment_id);
    expect(alerted).toMatchObject({ refundable: true, disputes: [], substatus: 'succeeded' });
    expect(alerted.dispute_alerted_at).not.toBeNull();

    const { dispute_id } = await advance(id);

    expect(await client.payments.retrieve(payment_id)).toMatchObject({
      refundable: false,
      substatus: 'dispute_needs_response',
      disputes: [{ id: dispute_id, status: 'needs_response', editable: true }],
    });
  });

  test('a warning leaves its payment refundable', async () => {
    const { client, start } = await startRig();
    const { payment_id } = await start('warning_closes');
    expect(await client.payments.retrieve(payment_id)).toMatchObject({
      refundable: true,
      substatus: 'dispute_warning_needs_response',
    });
  });

  test('the company is the one the sandbox was started for', async () => {
    const { client } = await startRig();
    expect(await client.companies.retrieve(COMPANY)).toMatchObject({
      id: COMPANY,
      title: 'Sandbox Merchant',
    });
    await expect(client.companies.retrieve('biz_other')).rejects.toMatchObject(refusal(404, 'not_found'));
  });
});

describe('lists', () => {
  test('the SDK walks all pages, newest first, none twice and none left out', async () => {
    const { client, start } = await startRig();
    const opened: string[] = [];
    for (let n = 0; n < 7; n += 1) opened.push((await start('dispute_won')).dispute_id);

    const walked: Whop.DisputeListResponse[] = [];
    for await (const dispute of client.disputes.list({ company_id: COMPANY, first: 3 })) walked.push(dispute);

    expect(walked.map(({ id }) => id).toSorted()).toEqual(opened.toSorted());
    const ages = walked.map(({ created_at }) => created_at ?? '');
    expect(ages).toEqual(ages.toSorted().toReversed());
  });

  test('a list filters by creation and turns around', async () => {
    const { client, start } = await startRig();
    const first = await start('dispute_won');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await start('dispute_won');
    const { created_at } = await client.disputes.retrieve(first.dispute_id);

    const later = await client.disputes.list({ company_id: COMPANY, created_after: created_at });
    const ascending = await client.disputes.list({ company_id: COMPANY, direction: 'asc' });

    expect(later.data.map(({ id }) => id)).toEqual([second.dispute_id]);
    expect(ascending.data.map(({ id }) => id)).toEqual([first.dispute_id, second.dispute_id]);
    const before = await client.disputes.list({ company_id: COMPANY, created_before: created_at });
    expect(before.data).toEqual([]);
  });

  test('a list can be read from its end', async () => {
    const { client, start } = await startRig();
    const oldest = await start('alert_lapses');
    await start('alert_lapses');
    const end = await client.disputeAlerts.list({ company_id: COMPANY, last: 1, direction: 'desc' });
    expect(end.data).toHaveLength(1);
    const all = await client.disputeAlerts.list({ company_id: COMPANY });
    expect(end.data[0]?.id).toBe(all.data.at(-1)?.id);
    expect(all.data.map(({ id }) => id)).toContain(oldest.alert_id);
  });

  test('lists show ids where reading shows objects', async () => {
    const { client, start } = await startRig();
    const { payment_id } = await start('dispute_won');
    const disputes = await client.disputes.list({ company_id: COMPANY });
    expect(disputes.data[0]?.payment).toEqual({ id: payment_id });
    expect(disputes.data[0]).not.toHaveProperty('notes');
    const payments = await client.payments.list({ company_id: COMPANY });
    expect(payments.data[0]).toMatchObject({ id: payment_id, refundable: false });
    expect(payments.data[0]).not.toHaveProperty('refunds');
  });

  test('a filter the sandbox does not know is refused rather than ignored', async () => {
    const { client } = await startRig();
    await expect(client.payments.list({ query: 'maya' })).rejects.toMatchObject(
      refusal(400, 'bad_request', expect.stringContaining('query')),
    );
    await expect(client.disputes.list({ company_id: COMPANY, after: 'nonsense' })).rejects.toMatchObject(
      refusal(400, 'bad_request', 'The cursor is not one this list gave.'),
    );
    await expect(client.disputes.list({ company_id: '' })).rejects.toMatchObject(refusal(400, 'bad_request'));
    await expect(client.disputes.list({ company_id: 'biz_other' })).rejects.toMatchObject(
      refusal(404, 'not_found'),
    );
  });
});

describe('who may', () => {
  test('a wrong key is 401', async () => {
    const { sandbox } = await startRig();
    const stranger = new Whop({ apiKey: 'apik_wrong', baseURL: sandbox.url, maxRetries: 0 });
    await expect(stranger.disputes.retrieve('dp_1')).rejects.toMatchObject(refusal(401, 'unauthorized'));
  });

  test('an unknown object is 404', async () => {
    const { client } = await startRig();
    await expect(client.disputes.retrieve('dp_none')).rejects.toMatchObject(refusal(404, 'not_found'));
    await expect(client.disputeAlerts.retrieve('dspa_none')).rejects.toMatchObject(refusal(404, 'not_found'));
    await expect(client.payments.retrieve('pay_none')).rejects.toMatchObject(refusal(404, 'not_found'));
    await expect(client.files.retrieve('file_none')).rejects.toMatchObject(refusal(404, 'not_found'));
  });

  test.each([
    ['payment:dispute:read', (client: Whop, id: string) => client.disputes.retrieve(id)],
    ['payment:dispute', (client: Whop, id: string) => client.disputes.submitEvidence(id)],
    ['payment:dispute', (client: Whop, id: string) => client.disputes.updateEvidence(id, { notes: 'x' })],
    ['payment:dispute_alert:read', (client: Whop) => client.disputeAlerts.list({ company_id: COMPANY })],
    ['payment:basic:read', (client: Whop) => client.payments.list()],
    ['company:basic:read', (client: Whop) => client.companies.retrieve(COMPANY)],
  ])('without %s the call is 403 and names it, and has no effect', async (permission, call) => {
    const { client, control, start, sandbox } = await startRig();
    const { dispute_id } = await start('dispute_won');
    await control('PATCH', '/settings/whop', { denied_permissions: [permission] });

    await expect(call(client, dispute_id)).rejects.toMatchObject(
      refusal(403, 'forbidden', expect.stringContaining(permission)),
    );

    const effects = sandbox.ledger.entries({ kind: 'effect', id: dispute_id });
    expect(effects.map(({ name }) => name)).toEqual(['dispute_opened']);
    await control('PATCH', '/settings/whop', { denied_permissions: [] });
    await call(client, dispute_id);
  });

  test('what the key may not see of a payment is null', async () => {
    const { client, control, start } = await startRig();
    const { payment_id, dispute_id } = await start('dispute_won');
    const denied_permissions = ['payment:dispute:read', 'member:email:read'];
    await control('PATCH', '/settings/whop', { denied_permissions });
    expect(await client.payments.retrieve(payment_id)).toMatchObject({
      disputes: null,
      user: { email: null },
    });
    await control('PATCH', '/settings/whop', { denied_permissions: ['member:email:read'] });
    expect(await client.disputes.retrieve(dispute_id)).toMatchObject({ payment: { user: { email: null } } });
  });
});

describe('the ledger', () => {
  test('a call stands in it with its route, object, key header and answer', async () => {
    const { client, sandbox, start } = await startRig();
    const { dispute_id } = await start('dispute_won');
    await client.disputes.submitEvidence(dispute_id, { headers: { 'Idempotency-Key': 'try-1' } });
    await expect(client.disputes.submitEvidence(dispute_id)).rejects.toThrow();

    const calls = sandbox.ledger.entries({ kind: 'call', id: dispute_id, name: 'disputes.submit_evidence' });
    expect(calls.map(({ detail }) => detail['status'])).toEqual([200, 400]);
    expect(calls[0]?.detail['headers']).toMatchObject({ 'idempotency-key': 'try-1' });
    expect(calls[1]?.detail['headers']).not.toHaveProperty('idempotency-key');
    expect(JSON.stringify(sandbox.ledger.entries())).not.toContain('apik_test');
  });

  test('calls to routes that do not exist are in it too', async () => {
    const { client, sandbox, start } = await startRig();
    const { payment_id } = await start('dispute_won');
    await expect(client.payments.void(payment_id)).rejects.toMatchObject(refusal(404, 'not_found'));
    expect(sandbox.ledger.entries({ name: 'unknown' })).toMatchObject([
      { kind: 'call', detail: { path: `/api/v1/payments/${payment_id}/void`, status: 404 } },
    ]);
  });
});
