import { describe, expect, test } from 'vitest';
import { reasons, startWepay, type WepayRig } from './wepay-running.ts';

const DAYS = 24 * 60 * 60;

function held({ control }: WepayRig, id: string) {
  return control('GET', `/disputes/${id}`).then(({ body }): object => body);
}

test('a new chargeback waits for the merchant, five days from its creation', async () => {
  const rig = await startWepay();
  const before = Math.floor(Date.now() / 1000);
  const { dispute_id, payment_id } = await rig.start('wepay_won', { amount: '109.61', reason: 'UNKNOWN' });
  const { status, body, headers } = await rig.get(`/disputes/${dispute_id}`);
  expect(status).toBe(200);
  expect(headers.get('x-correlation-id')).toMatch(/^[\w-]{36}$/);
  expect(body).toEqual({
    id: dispute_id,
    resource: 'disputes',
    path: `/disputes/${dispute_id}`,
    owner: expect.objectContaining({ id: rig.accounts.wepay.accountId, resource: 'accounts' }),
    create_time: expect.any(Number),
    api_version: '3.0',
    status: 'awaiting_merchant_response',
    type: 'chargeback',
    amount: 10_961,
    fee: 1500,
    currency: 'USD',
    payment: { id: payment_id, resource: 'payments', path: `/payments/${payment_id}` },
    card_brand: 'visa',
    reason: expect.objectContaining({ reason_code: 'UNKNOWN' }),
    resolution: null,
    custom_data: null,
  });
  expect(body.create_time).toBeGreaterThanOrEqual(before - 1);
  expect(dispute_id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
});

test('a deadline asked for puts the creation five days before it; one further away is none WePay gives', async () => {
  const rig = await startWepay();
  const { dispute_id } = await rig.start('wepay_won', { respond_in: '2h' });
  const { body } = await rig.get(`/disputes/${dispute_id}`);
  expect(body.create_time + 5 * DAYS - Date.now() / 1000).toBeCloseTo(2 * 60 * 60, -2);
  for (const respond_by of ['2099-01-06T00:00:00Z', null]) {
    const refused = await rig.control('POST', '/scenarios', { name: 'wepay_won', respond_by });
    expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining('five days') } });
  }
});

describe('who may ask', () => {
  test.each([
    ['App-Id', '1'],
    ['App-Token', 'stage_other'],
    ['Api-Version', '2.0'],
  ])('a wrong %s is not authorized', async (header, value) => {
    const { get, sandbox } = await startWepay();
    const answer = await get('/disputes', { [header]: value });
    expect(answer).toMatchObject({ status: 403, body: { error_code: 'NOT_AUTHORIZED' } });
    expect(sandbox.ledger.entries({ name: 'disputes.list' })).toMatchObject([{ detail: { status: 403 } }]);
  });

  test('what is unknown is not found, and stands in the ledger', async () => {
    const { get, sandbox } = await startWepay();
    expect(await get('/disputes/none')).toMatchObject({ status: 404 });
    expect(await get('/disputes/none/history')).toMatchObject({ status: 404 });
    expect(sandbox.ledger.entries({ name: 'unknown' })).toHaveLength(1);
  });

  test('thirty requests in ten seconds for each endpoint, and no more', async () => {
    const { control, get } = await startWepay();
    const many = await Promise.all(Array.from({ length: 31 }, () => get('/disputes')));
    expect(many.filter(({ status }) => status === 200)).toHaveLength(30);
    expect(many.filter(({ status }) => status === 429)).toHaveLength(1);
    expect((await get('/payments')).status).toBe(200);
    await control('PATCH', '/settings/wepay', { rate_limit: null });
    expect((await get('/disputes')).status).toBe(200);
  });
});

describe('a challenge', () => {
  test('spends the one submission and waits for WePay', async () => {
    const rig = await startWepay();
    const { dispute_id } = await rig.start('wepay_won');
    const { status, body } = await rig.challenge(dispute_id);
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'pending_wepay_review' } });
    expect(rig.sandbox.ledger.entries({ name: 'submission_spent', id: dispute_id })).toHaveLength(1);
    const { body: said } = await rig.control('GET', `/challenges/${dispute_id}`);
    expect(said).toMatchObject({
      explanation: 'They came to the event.',
      documents: [{ type: 'correspondence', sha256: expect.stringMatching(/^[\da-f]{64}$/) }],
    });
    const again = await rig.challenge(dispute_id);
    expect(again).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMS' } });
    expect(await rig.post(`/disputes/${dispute_id}/concede`)).toMatchObject({ status: 400 });
    expect(rig.sandbox.ledger.entries({ name: 'submission_spent', id: dispute_id })).toHaveLength(1);
  });

  test('with a known Unique-Key is answered as before; with another body it is refused', async () => {
    const rig = await startWepay();
    const { dispute_id } = await rig.start('wepay_won');
    const documentation = { explanation: 'We delivered.' };
    const key = { 'Unique-Key': 'k1' };
    const first = await rig.post(`/disputes/${dispute_id}`, { documentation }, key);
    const second = await rig.post(`/disputes/${dispute_id}`, { documentation }, key);
    expect(second.body).toEqual(first.body);
    const other = { documentation: { explanation: 'We did.' } };
    expect(reasons(await rig.post(`/disputes/${dispute_id}`, other, key))).toEqual(['UNIQUE_KEY_REUSED']);
    expect(rig.sandbox.ledger.entries({ name: 'submission_spent' })).toHaveLength(1);
    expect(rig.sandbox.ledger.entries({ name: 'replayed' })).toHaveLength(1);
  });

  test.each([
    ['that does not exist', async () => 'docu_none'],
    [
      "of another merchant's account",
      async (rig: WepayRig) => {
        await rig.start('wepay_payment', { account_id: 'acct_other' });
        return (await rig.upload({ account_id: 'acct_other' })).body.id;
      },
    ],
    [
      'that has died',
      async (rig: WepayRig) => {
        const { body } = await rig.upload();
        await rig.control('PATCH', `/documents/${body.id}`, { expire_time: 1 });
        return body.id;
      },
    ],
  ])('with a document %s is refused, and spends nothing', async (_, documentId) => {
    const rig = await startWepay();
    const { dispute_id } = await rig.start('wepay_won');
    const documentation = { documents: [await documentId(rig)], explanation: 'x' };
    const answer = await rig.post(`/disputes/${dispute_id}`, { documentation });
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'INVALID_PARAMS' } });
    expect(reasons(answer)).toEqual(['INVALID_DOCUMENT']);
    expect(await held(rig, dispute_id)).toMatchObject({ status: 'awaiting_merchant_response' });
    expect(rig.sandbox.ledger.entries({ name: 'submission_spent' })).toEqual([]);
  });

  test.each([
    [{}, 'INVALID_DOCUMENTATION'],
    [{ documentation: { documents: 'docu' } }, 'INVALID_DOCUMENTATION'],
    [{ documentation: { documents: [], explanation: ' ' } }, 'EMPTY_DOCUMENTATION'],
  ])('%j is refused', async (body, reason) => {
    const rig = await startWepay();
    const { dispute_id } = await rig.start('wepay_won');
    expect(reasons(await rig.post(`/disputes/${dispute_id}`, body))).toEqual([reason]);
  });
});

test('a concession is final', async () => {
  const rig = await startWepay();
  const { dispute_id } = await rig.start('wepay_concede');
  const { status, body } = await rig.post(`/disputes/${dispute_id}/concede`);
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { status: 'resolved', resolution: { type: 'lost', resolution_time: expect.any(Number) } },
  });
  expect(await rig.post(`/disputes/${dispute_id}/concede`)).toMatchObject({ status: 400 });
  expect(await rig.challenge(dispute_id)).toMatchObject({ status: 400 });
  expect(rig.sandbox.ledger.entries({ name: 'conceded', id: dispute_id })).toHaveLength(1);
});

test('a pre_dispute can be neither challenged nor conceded', async () => {
  const rig = await startWepay();
  const { dispute_id } = await rig.start('wepay_pre_dispute');
  expect(reasons(await rig.challenge(dispute_id))).toEqual(['INVALID_DISPUTE_TYPE']);
  expect(reasons(await rig.post(`/disputes/${dispute_id}/concede`))).toEqual(['INVALID_DISPUTE_TYPE']);
});

describe('documents', () => {
  test('each of the four kinds of file is taken, told by its bytes', async () => {
    const { upload, accounts } = await startWepay();
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
    for (const bytes of [png, jpeg, Buffer.from('%PDF-1.4\n')]) {
      const { status, body } = await upload({ bytes, type: 'tracking' });
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { resource: 'documents', type: 'tracking', owner: { id: accounts.wepay.accountId } },
      });
    }
  });

  test.each([
    ['empty', { bytes: '' }, 'EMPTY_FILE'],
    ['text', { bytes: 'plain words' }, 'INVALID_FILE_TYPE'],
    [
      'too large',
      { bytes: Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(10_000_000)]) },
      'FILE_TOO_LARGE',
    ],
    ['of no known type', { type: 'receipt' }, 'INVALID_DOCUMENT_TYPE'],
    ["for nobody's account", { account_id: 'acct_none' }, 'UNKNOWN_ACCOUNT'],
  ])('one that is %s is refused', async (_, fields, reason) => {
    const { upload, sandbox } = await startWepay();
    expect(reasons(await upload(fields))).toEqual([reason]);
    expect(sandbox.ledger.entries({ name: 'document_created' })).toEqual([]);
  });

  test("a fault can be kept to one account's uploads", async () => {
    const { sandbox, start, upload, accounts } = await startWepay();
    await start('wepay_payment', { account_id: 'acct_other' });
    sandbox.faults.set([{ route: 'documents.create', object: 'acct_other', fault: 'error_before' }]);
    expect(await upload()).toMatchObject({ status: 200 });
    expect(await upload({ account_id: 'acct_other' })).toMatchObject({ status: 503 });
    const { accountId } = accounts.wepay;
    expect(sandbox.ledger.entries({ name: 'documents.create', id: accountId })).toHaveLength(1);
  });

  test('they come with the risk token, and where servers may not upload not even then', async () => {
    const { control, upload } = await startWepay();
    expect(await upload({}, { 'WePay-Risk-Token': 'other' })).toMatchObject({ status: 403 });
    await control('PATCH', '/settings/wepay', { server_uploads: false });
    expect(await upload()).toMatchObject({ status: 403, body: { error_code: 'NOT_AUTHORIZED' } });
  });

  test('they live as long as the switch says', async () => {
    const rig = await startWepay();
    await rig.control('PATCH', '/settings/wepay', { document_seconds: 1 });
    const { dispute_id } = await rig.start('wepay_won');
    const { body } = await rig.upload();
    const documentation = { documents: [body.id] };
    await expect.poll(() => Date.now() / 1000).toBeGreaterThanOrEqual(body.create_time + 1);
    expect(await rig.post(`/disputes/${dispute_id}`, { documentation })).toMatchObject({ status: 400 });
  });
});
