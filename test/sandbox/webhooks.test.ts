import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { COMPANY, startReceiver, startRig, WEBHOOK_SECRET, type Received } from './running.ts';

function headersOf({ headers }: Received): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

test("a webhook is signed so that the SDK's own unwrap accepts it, and carries the full object", async () => {
  const receiver = await startReceiver();
  const { client, start } = await startRig({ webhooksTo: receiver.url });
  const { dispute_id } = await start('dispute_won');
  await expect.poll(() => receiver.received).toHaveLength(1);
  const [received] = receiver.received;
  if (received === undefined) throw new Error('none came');

  const event = client.webhooks.unwrap(received.body, { headers: headersOf(received) });

  expect(event).toEqual({
    id: received.headers['webhook-id'],
    api_version: 'v1',
    type: 'dispute.created',
    timestamp: expect.any(String),
    data: await client.disputes.retrieve(dispute_id),
    company_id: COMPANY,
  });
});

test('one changed byte, another secret or an old timestamp is refused by unwrap', async () => {
  const receiver = await startReceiver();
  const { client, start } = await startRig({ webhooksTo: receiver.url });
  await start('dispute_won');
  await expect.poll(() => receiver.received).toHaveLength(1);
  const [received] = receiver.received;
  if (received === undefined) throw new Error('none came');
  const headers = headersOf(received);

  expect(() => client.webhooks.unwrap(received.body.replace('"usd"', '"eur"'), { headers })).toThrow();
  expect(() => client.webhooks.unwrap(received.body, { headers, key: btoa('ws_other') })).toThrow();
  const stale = String(Number(headers['webhook-timestamp']) - 3600);
  const signature = createHmac('sha256', WEBHOOK_SECRET)
    .update(`${headers['webhook-id']}.${stale}.${received.body}`)
    .digest('base64');
  const replayed = { ...headers, 'webhook-timestamp': stale, 'webhook-signature': `v1,${signature}` };
  expect(() => client.webhooks.unwrap(received.body, { headers: replayed })).toThrow();
});

describe('delivery', () => {
  test('a refused webhook is tried again three times, with the same id and body and a fresh signature, then no more', async () => {
    const receiver = await startReceiver(() => 503);
    const { client, control, sandbox, start } = await startRig({
      webhooksTo: receiver.url,
      webhookRetryDelays: { whop: [50, 100, 1_200] },
    });
    const { dispute_id } = await start('dispute_won');

    await expect.poll(() => receiver.received.length).toBe(4);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    const [first, last] = [receiver.received[0], receiver.received[3]];
    if (first === undefined || last === undefined) throw new Error('too few');
    expect(last.headers['webhook-timestamp']).not.toBe(first.headers['webhook-timestamp']);
    client.webhooks.unwrap(last.body, { headers: headersOf(last) });

    await expect
      .poll(async () => (await control('GET', `/webhooks?id=${dispute_id}`)).body)
      .toMatchObject({ data: [{ state: 'failed', attempts: 4, last_answer: '503', next_attempt_at: null }] });
    const sent = sandbox.ledger.entries({ name: 'webhook_sent', id: dispute_id });
    expect(sent.map(({ detail }) => [detail['attempt'], detail['delivered']])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, false],
    ]);
  });

  test('the waits between attempts are 10, 20 and 40 seconds unless told otherwise', async () => {
    const receiver = await startReceiver(() => 500);
    const { control, sandbox, start } = await startRig({ webhooksTo: receiver.url });
    await start('dispute_won');
    await expect
      .poll(async () => (await control('GET', '/webhooks')).body)
      .toMatchObject({ data: [{ state: 'pending', attempts: 1 }] });
    const { body } = await control('GET', '/webhooks');
    const [webhook] = body.data;
    const [attempt] = sandbox.ledger.entries({ name: 'webhook_sent' });
    const wait = Date.parse(webhook?.next_attempt_at ?? '') - Date.parse(attempt?.at ?? '');
    expect(wait).toBeGreaterThan(9_000);
    expect(wait).toBeLessThan(11_000);
  });

  test('a receiver that comes back gets what it refused', async () => {
    const receiver = await startReceiver((nth) => (nth === 0 ? 503 : 200));
    const { control, start } = await startRig({
      webhooksTo: receiver.url,
      webhookRetryDelays: { whop: [30] },
    });
    await start('dispute_won');
    await expect.poll(() => receiver.received.length).toBe(2);
    await expect
      .poll(async () => (await control('GET', '/webhooks')).body)
      .toMatchObject({ data: [{ state: 'delivered', attempts: 2 }] });
  });

  test('nobody listening is noted as such', async () => {
    const { sandbox: closed } = await startRig();
    await closed.close();
    const { control, start } = await startRig({ webhooksTo: closed.url, webhookRetryDelays: { whop: [] } });
    await start('dispute_won');
    await expect
      .poll(async () => (await control('GET', '/webhooks')).body)
      .toMatchObject({ data: [{ state: 'failed', last_answer: expect.stringContaining('ECONNREFUSED') }] });
  });

  test('without a target events wait, and go out when one is set', async () => {
    const receiver = await startReceiver();
    const { sandbox, start, advance } = await startRig();
    const { id } = await start('dispute_lost');
    await advance(id);
    sandbox.sendWebhooksTo(receiver.url);
    await expect.poll(() => receiver.types().toSorted()).toEqual(['dispute.created', 'dispute.updated']);
  });

  test('what happens while webhooks are paused is lost, until it is sent by hand', async () => {
    const receiver = await startReceiver();
    const { control, sandbox, start } = await startRig({ webhooksTo: receiver.url });
    await control('PATCH', '/settings/whop', { webhooks_paused: true });
    const { dispute_id } = await start('dispute_won');
    await control('PATCH', '/settings/whop', { webhooks_paused: false });
    await start('dispute_won');
    await expect.poll(() => receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.body).not.toContain(dispute_id);
    expect(sandbox.ledger.entries({ name: 'webhook_dropped', id: dispute_id })).toHaveLength(1);

    const { body } = await control('GET', '/webhooks?state=dropped');
    const [lost] = body.data;
    expect((await control('POST', `/webhooks/${lost?.id}/resend`)).status).toBe(202);
    await expect.poll(() => receiver.received.length).toBe(2);
    expect(receiver.received[1]?.body).toContain(dispute_id);
  });

  test('an event sent again is a duplicate: same id, same body', async () => {
    const receiver = await startReceiver();
    const { control, start } = await startRig({ webhooksTo: receiver.url });
    await start('dispute_won');
    await expect
      .poll(async () => (await control('GET', '/webhooks')).body)
      .toMatchObject({ data: [{ state: 'delivered' }] });
    const id = String(receiver.received[0]?.headers['webhook-id']);
    await control('POST', `/webhooks/${id}/resend`);
    await expect.poll(() => receiver.received.length).toBe(2);
    expect(receiver.received[1]?.headers['webhook-id']).toBe(id);
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
  });

  test('any event can be sent, also of types Whop may think of later', async () => {
    const receiver = await startReceiver();
    const { client, control } = await startRig({ webhooksTo: receiver.url });
    const answer = await control('POST', '/webhooks', {
      type: 'dispute.escalated',
      data: { id: 'dp_x', status: 'novel' },
    });
    expect(answer.status).toBe(202);
    await expect.poll(() => receiver.types()).toEqual(['dispute.escalated']);
    const [received] = receiver.received;
    if (received === undefined) throw new Error('none came');
    expect(client.webhooks.unwrap(received.body, { headers: headersOf(received) })).toMatchObject({
      data: { id: 'dp_x', status: 'novel' },
    });
  });
});

test('submitting sends dispute.updated; staging sends nothing', async () => {
  const receiver = await startReceiver();
  const { client, start } = await startRig({ webhooksTo: receiver.url });
  const { dispute_id } = await start('dispute_won');
  await expect.poll(() => receiver.types()).toEqual(['dispute.created']);
  await client.disputes.updateEvidence(dispute_id, { notes: 'x' });
  await client.disputes.submitEvidence(dispute_id);
  await expect.poll(() => receiver.types()).toEqual(['dispute.created', 'dispute.updated']);
  expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({
    data: { status: 'under_review', notes: 'x' },
  });
});
