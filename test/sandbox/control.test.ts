import { expect, test } from 'vitest';
import { startReceiver, startRig } from './running.ts';

test('GET /control lists every route, scenario, transition and switch', async () => {
  const { control, sandbox } = await startRig();
  const { status, body } = await control('GET', '');
  expect(status).toBe(200);
  expect(body.routes).toContainEqual(expect.stringMatching(/^POST \/control\/scenarios: /));
  expect(body.whop).toMatchObject({
    base_url: sandbox.url,
    transitions: expect.arrayContaining([expect.objectContaining({ name: 'rule_won' })]),
    settings: { webhooks_paused: false },
  });
  expect(body.whop.scenarios).toHaveLength(22);
});

test('every scenario listed can be started and moved on to its end', async () => {
  const { client, control, start, advance } = await startRig();
  const { body } = await control('GET', '');
  const { scenarios } = body.whop;
  for (const { name } of scenarios) {
    let run = await start(name);
    if (name.startsWith('refund_')) await client.payments.refund(run.payment_id);
    while (run.next !== null) {
      if (run.next === 'rule_won' && name !== 'lost_then_won' && name !== 'answered_elsewhere') {
        await client.disputes.submitEvidence(run.dispute_ids[0] ?? '');
      }
      run = await advance(run.id);
    }
  }
});

test('a scenario takes amount, currency, reason, deadline and an existing payment', async () => {
  const { client, start } = await startRig();
  const { payment_id } = await start('dispute_lost', { amount: '24.755', currency: 'kwd' });
  const again = await start('dispute_won', {
    payment_id,
    amount: 10,
    currency: 'kwd',
    reason: 'Duplicate',
    respond_by: '2030-01-01T01:00:00+01:00',
  });
  expect(again.payment_id).toBe(payment_id);
  expect(await client.disputes.retrieve(again.dispute_id)).toMatchObject({
    amount: 10,
    currency: 'kwd',
    reason: 'Duplicate',
    needs_response_by: '2030-01-01T00:00:00.000Z',
  });
});

test('a dispute can be opened without a deadline', async () => {
  const { client, start } = await startRig();
  const { dispute_id } = await start('dispute_won', { respond_by: null });
  expect((await client.disputes.retrieve(dispute_id)).needs_response_by).toBeNull();
});

test('transitions move a dispute out of turn, and count as the next step where they are it', async () => {
  const { client, control, start } = await startRig();
  const { dispute_id } = await start('dispute_won');
  const path = `/disputes/${dispute_id}/transitions`;
  expect((await control('POST', path, { name: 'move_deadline', respond_by: null })).body).toMatchObject({
    next: 'rule_won',
  });
  expect((await client.disputes.retrieve(dispute_id)).needs_response_by).toBeNull();
  await control('POST', path, { name: 'answer_elsewhere' });
  expect((await control('POST', path, { name: 'rule_won' })).body).toMatchObject({ next: null });
});

test('a transition speaks of the dispute it is asked of, not of the latest', async () => {
  const { client, control, start, advance } = await startRig();
  const { id } = await start('two_disputes');
  const { dispute_ids } = await advance(id);
  const [first = '', second = ''] = dispute_ids;
  await control('POST', `/disputes/${first}/transitions`, { name: 'withdraw' });
  expect((await client.disputes.retrieve(first)).status).toBe('closed');
  expect((await client.disputes.retrieve(second)).status).toBe('needs_response');
});

test('scenarios of every provider are started, listed, found and moved on by the same routes', async () => {
  const { control, start, advance } = await startRig();
  const whop = await start('dispute_lost');
  const wepay = await start('wepay_lost');
  const ccg = await start('ccg_lost');
  const { body } = await control('GET', '/scenarios');
  const listed = body.data.map(({ provider, id }) => [provider, id]);
  expect(listed).toHaveLength(3);
  expect(listed).toEqual(
    expect.arrayContaining([
      ['whop', whop.id],
      ['wepay', wepay.id],
      ['ccg', ccg.id],
    ]),
  );
  expect(new Set(body.scenarios.map(({ provider }) => provider))).toEqual(new Set(['whop', 'wepay', 'ccg']));
  const names = body.scenarios.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { dispute_id, payment_id } of [wepay, ccg]) {
    expect((await advance(payment_id)).next).toBeNull();
    const again = await control('POST', `/disputes/${dispute_id}/transitions`, { name: 'rule_won' });
    expect(again).toMatchObject({ status: 200, body: { payment_id, dispute_id } });
  }
  expect((await control('GET', `/disputes/${whop.dispute_id}`)).body).toMatchObject({
    status: 'needs_response',
  });
});

test('the switches of each provider are its own', async () => {
  const { control } = await startRig();
  await control('PATCH', '/settings/wepay', { webhooks_paused: true });
  expect((await control('GET', '/settings/ccg')).body).toMatchObject({ webhooks_paused: false });
  expect((await control('GET', '/settings/wepay')).body).toMatchObject({ webhooks_paused: true });
});

test('an alert takes its own transitions', async () => {
  const { client, control, start } = await startRig();
  const { alert_id } = await start('alert_lapses');
  const refused = await control('POST', `/alerts/${alert_id}/transitions`, { name: 'rule_won' });
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('become_dispute') } });
  const { body } = await control('POST', `/alerts/${alert_id}/transitions`, { name: 'become_dispute' });
  expect((await client.disputes.retrieve(body.dispute_id)).status).toBe('needs_response');
  const { body: moved } = await control('POST', `/alerts/${alert_id}/advance`);
  expect(moved).toMatchObject({ status: 409, detail: expect.stringContaining('no step left') });
});

test('an edit can make an object what the SDK has no word for, and send it', async () => {
  const receiver = await startReceiver();
  const { client, control, start } = await startRig({ webhooksTo: receiver.url });
  const { dispute_id } = await start('dispute_won');
  await control('PATCH', `/disputes/${dispute_id}?send=dispute.updated`, {
    status: 'arbitration',
    extra: [1],
    id: 'dp_2',
  });
  expect(await client.disputes.retrieve(dispute_id)).toMatchObject({
    id: dispute_id,
    status: 'arbitration',
    extra: [1],
  });
  await expect.poll(() => receiver.types().toSorted()).toEqual(['dispute.created', 'dispute.updated']);
});

test('the ledger can be asked for a kind, a name, an object and what is new', async () => {
  const { client, control, start } = await startRig();
  const { dispute_id } = await start('dispute_won');
  await client.disputes.retrieve(dispute_id);
  const ledger = async (query: string) => {
    const { body } = await control('GET', `/ledger?${query}`);
    return body.data;
  };
  expect((await ledger('kind=call')).map(({ name }) => name)).toEqual(['disputes.retrieve']);
  expect((await ledger(`id=${dispute_id}&kind=effect`)).map(({ name }) => name)).toEqual(['dispute_opened']);
  const [first] = await ledger('limit=1');
  expect(await ledger(`after=${first?.seq}&name=payment_made`)).toEqual([]);
});

test.each([
  ['POST', '/scenarios', { name: 'no_such' }, 400, 'name: Invalid option'],
  ['POST', '/scenarios', { name: 'dispute_won', amount: '1,50' }, 400, 'amount'],
  ['POST', '/scenarios', { name: 'dispute_won', respond_in: 'soon' }, 400, 'respond_in: a duration such as'],
  ['POST', '/scenarios', { name: 'dispute_won', colour: 'red' }, 400, 'colour'],
  [
    'POST',
    '/scenarios',
    { name: 'dispute_won', payment_id: 'pay_none' },
    409,
    'There is no payment pay_none',
  ],
  ['POST', '/scenarios/run_none/advance', undefined, 404, 'run_none'],
  ['POST', '/webhooks/msg_none/resend', undefined, 404, 'msg_none'],
  ['PATCH', '/disputes/dp_none', {}, 404, 'dp_none'],
  ['PATCH', '/settings/whop', { denied_permissions: ['payments:all'] }, 400, 'denied_permissions'],
  ['PATCH', '/settings/whop', { webhook_url: 'ftp://somewhere' }, 400, 'webhook_url'],
  ['PATCH', '/settings/stripe', {}, 404, 'no provider stripe'],
  ['PATCH', '/settings/ccg', { rate_limit: 1 }, 400, 'rate_limit'],
  ['POST', '/scenarios', { name: 'ccg_won', respond_in: '1d' }, 400, 'respond_in'],
  ['POST', '/scenarios', { name: 'wepay_won', amount: '0.001' }, 409, 'is no amount'],
  ['POST', '/refunds/none/transitions', { name: 'succeed' }, 404, 'none'],
  ['GET', '/ledger?kind=both', undefined, 400, 'kind'],
  ['GET', '/nothing/here', undefined, 404, 'GET /control lists what there is'],
] as const)('%s %s %j is answered %i in a sentence', async (method, path, asked, status, sentence) => {
  const { control, sandbox } = await startRig();
  const answer = await control(method, path, asked);
  expect(answer).toMatchObject({ status, body: { status, detail: expect.stringContaining(sentence) } });
  expect(sandbox.ledger.entries()).toEqual([]);
  const raw = await fetch(`${sandbox.controlUrl}${path}`, {
    method,
    ...(asked && { body: JSON.stringify(asked) }),
  });
  expect(raw.headers.get('content-type')).toContain('application/problem+json');
});

test('a control body that is not JSON is refused in words', async () => {
  const { sandbox } = await startRig();
  const response = await fetch(`${sandbox.controlUrl}/scenarios`, { method: 'POST', body: '{' });
  expect(await response.json()).toMatchObject({ status: 400, detail: 'The request body is not valid JSON.' });
});

test('the same seed gives the same ids', async () => {
  const one = await (await startRig({ idSeed: 'a' })).start('alert_lapses');
  const same = await (await startRig({ idSeed: 'a' })).start('alert_lapses');
  const other = await (await startRig({ idSeed: 'b' })).start('alert_lapses');
  expect(same.payment_id).toBe(one.payment_id);
  expect(other.payment_id).not.toBe(one.payment_id);
  expect(one.payment_id).toMatch(/^pay_[0-9A-Za-z]{14}$/);
});
