import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { ProviderError } from '../../../src/providers/errors.ts';
import type { RefundOrder } from '../../../src/providers/provider.ts';
import type { Timing } from '../../../src/providers/whop/client.ts';
import { json, startScriptedServer, type ScriptedServer } from '../scripted-server.ts';
import { PATIENT, QUICK, unstopped, whopAt, whopPayment, whopRefund } from './samples.ts';

const DISPUTED = 'This payment has been disputed. Therefore, it cannot be refunded.';
const ORDER: RefundOrder = {
  paymentId: 'pay_1',
  amount: { amount: '5.00', currency: 'usd' },
  idempotencyKey: 'alert-dspa_1',
  reason: 'The customer asked.',
};

/** A Whop that knows one payment and answers each request for its refunds with the next of these pages. */
function startWhop(
  pages: readonly unknown[],
  payment: Readonly<Record<string, unknown>> = {},
): Promise<ScriptedServer> {
  const left = [...pages];
  return startScriptedServer(({ path }, response) => {
    json(response, 200, path.startsWith('/payments/') ? whopPayment(payment) : left.shift());
  });
}

function page(ids: readonly string[], page_info: unknown): unknown {
  return { data: ids.map((id) => whopRefund({ id })), page_info };
}

const LAST = { end_cursor: 'end', has_next_page: false };

describe('reading the refunds of a payment', () => {
  test('takes its own account and all the list has, failed and cancelled attempts included', async () => {
    const data = [
      whopRefund({ id: 'rf_3', status: 'pending' }),
      whopRefund({ id: 'rf_2', status: 'failed' }),
      whopRefund({ id: 'rf_1', status: 'canceled' }),
    ];
    await using server = await startWhop([{ data, page_info: LAST }]);
    const { refunds, ...account } = await whopAt(server.url).readRefunds('pay_1', unstopped());
    expect(refunds.map(({ id, status }) => [id, status])).toEqual([
      ['rf_3', 'pending'],
      ['rf_2', 'failed'],
      ['rf_1', 'canceled'],
    ]);
    expect(account).toMatchObject({ paymentId: 'pay_1', captured: { amount: '49.00', currency: 'usd' } });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /payments/pay_1',
      'GET /refunds?payment_id=pay_1&direction=desc&first=100',
    ]);
  });

  test('reads every page, each entry once', async () => {
    await using server = await startWhop([
      page(['rf_4', 'rf_3'], { end_cursor: 'a', has_next_page: true }),
      page(['rf_3', 'rf_2'], { end_cursor: 'b' }),
      page(['rf_1'], LAST),
    ]);
    const { refunds } = await whopAt(server.url).readRefunds('pay_1', unstopped());
    expect(refunds.map(({ id }) => id)).toEqual(['rf_4', 'rf_3', 'rf_2', 'rf_1']);
    const cursors = server.requests.slice(1).map(({ path }) => new URLSearchParams(path).get('after'));
    expect(cursors).toEqual([null, 'a', 'b']);
  });

  test.each<[string, unknown]>([
    ['says so', page(['rf_1'], LAST)],
    ['is empty', page([], { end_cursor: 'a' })],
    ['names no cursor', page(['rf_1'], { end_cursor: null })],
    ['has no word about pages', page(['rf_1'], undefined)],
  ])('stops at the page that %s', async (_, answer) => {
    await using server = await startWhop([answer]);
    await whopAt(server.url).readRefunds('pay_1', unstopped());
    expect(server.requests).toHaveLength(2);
  });

  test.each<[string, readonly unknown[]]>([
    ['no list', [{}]],
    ['a list that is null', [{ data: null, page_info: LAST }]],
    ['no JSON object', ['<html>']],
    ['an entry without an id', [{ data: [whopRefund({ id: undefined })], page_info: LAST }]],
    ["another payment's refund", [{ data: [whopRefund({ payment: { id: 'pay_2' } })], page_info: LAST }]],
    ['a promise of more without a way there', [page(['rf_1'], { has_next_page: true })]],
    ['a way round in circles', [page(['rf_1'], { end_cursor: 'a' }), page(['rf_2'], { end_cursor: 'a' })]],
  ])('never takes %s for all there is', async (_, pages) => {
    await using server = await startWhop(pages);
    const call = whopAt(server.url).readRefunds('pay_1', unstopped());
    await expect(call).rejects.toMatchObject({ name: 'ProviderError', kind: 'unreadable' });
  });

  test("another payment's account is unreadable", async () => {
    await using server = await startWhop([page([], LAST)], { id: 'pay_2' });
    const call = whopAt(server.url).readRefunds('pay_1', unstopped());
    await expect(call).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe('which payment a refund belongs to', () => {
  test.each([
    [{ id: 'pay_7', user: null }, 'pay_7'],
    [null, null],
    [undefined, null],
  ])('%j', async (payment, paymentId) => {
    await using server = await startScriptedServer((_, response) =>
      json(response, 200, whopRefund({ payment })),
    );
    expect(await whopAt(server.url).readRefundPayment('rf_1', unstopped())).toBe(paymentId);
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/refunds/rf_1' }]);
  });

  test('a refund Whop does not know is not found', async () => {
    await using server = await startScriptedServer((_, response) => json(response, 404, {}));
    const call = whopAt(server.url).readRefundPayment('rf_1', unstopped());
    await expect(call).rejects.toMatchObject({ name: 'ProviderError', kind: 'not_found' });
  });
});

describe('a refund', () => {
  test('is one request that names its amount and its key', async () => {
    await using server = await startScriptedServer((_, response) => json(response, 200, whopPayment()));
    await whopAt(server.url).refund(ORDER, unstopped());
    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/payments/pay_1/refund', headers: { 'idempotency-key': 'alert-dspa_1' } },
    ]);
    expect(String(server.requests[0]?.body)).toBe('{"partial_amount":5}');
  });

  test.each([
    ['1000', 'jpy', '1000'],
    ['10.43', 'usd', '10.43'],
    ['0.30', 'usd', '0.3'],
    ['1.005', 'kwd', '1.005'],
    ['0.12345678', 'btc', '0.12345678'],
    ['21000000.12345678', 'btc', '21000000.12345678'],
    ['0.00000001', 'btc', '1e-8'],
    ['123456789012345', 'idr', '123456789012345'],
  ])('of %s %s is sent as the number %s', async (amount, currency, number) => {
    await using server = await startScriptedServer((_, response) => json(response, 200, whopPayment()));
    await whopAt(server.url).refund({ ...ORDER, amount: { amount, currency } }, unstopped());
    expect(String(server.requests[0]?.body)).toBe(`{"partial_amount":${number}}`);
  });

  test.each(['9007199254740993', '0.12345678901234567891', '0', '0.00', '-5', '', 'NaN', '0x10', '1e999'])(
    'of %s, which Whop might take for another amount or for all of it, is not sent',
    async (amount) => {
      await using server = await startScriptedServer((_, response) => json(response, 200, whopPayment()));
      const order = { ...ORDER, amount: { amount, currency: 'usd' } };
      await expect(whopAt(server.url).refund(order, unstopped())).rejects.toMatchObject({
        name: 'ProviderError',
        kind: 'refused',
      });
      expect(server.requests).toHaveLength(0);
    },
  );
});

/** How a refund fails against a server that answers so, and how often it was asked. */
async function failing(
  respond: (response: ServerResponse) => void,
  timing: Timing = PATIENT,
): Promise<{ readonly error: unknown; readonly requests: number }> {
  await using server = await startScriptedServer((_, response) => respond(response));
  const error: unknown = await whopAt(server.url, {}, timing)
    .refund(ORDER, unstopped())
    .then(
      () => null,
      (thrown: unknown) => thrown,
    );
  return { error, requests: server.requests.length };
}

describe("Whop's refusal of a disputed payment", () => {
  test.each([400, 403, 409, 422])('is refused with exactly its sentence (%i)', async (status) => {
    const body = { error: { code: 'invalid', message: DISPUTED } };
    const { error } = await failing((response) => json(response, status, body));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ kind: 'refused', message: DISPUTED });
  });

  test('leaves a refund in doubt when it comes with a failure of the server', async () => {
    const { error } = await failing((response) => json(response, 500, { error: { message: DISPUTED } }));
    expect(error).toMatchObject({ kind: 'unavailable', inDoubt: true });
  });

  test('is not seen in any other refusal', async () => {
    const body = { error: { message: 'The amount is more than remains.' } };
    const { error } = await failing((response) => json(response, 422, body));
    expect(error).toMatchObject({
      kind: 'refused',
      message: 'Refunding the payment was refused by Whop (422). Whop says: The amount is more than remains.',
    });
  });
});

describe('a refund that fails was sent once, and is in doubt unless Whop refused it', () => {
  const paid = JSON.stringify(whopPayment());
  test.each<[string, (response: ServerResponse) => void, ProviderError['kind'], boolean]>([
    ['Whop is too busy', (response) => json(response, 429, {}), 'rate_limited', false],
    ['Whop refuses', (response) => json(response, 409, {}), 'refused', false],
    ['the key may not', (response) => json(response, 403, {}), 'forbidden', false],
    ['Whop gave up waiting', (response) => json(response, 408, {}), 'timed_out', true],
    ['Whop fails', (response) => json(response, 500, {}), 'unavailable', true],
    [
      'Whop asks to repeat it',
      (response) => json(response, 503, {}, { 'x-should-retry': 'true', 'retry-after': '0' }),
      'unavailable',
      true,
    ],
    ['it is sent elsewhere', (response) => json(response, 307, {}, { location: '/x' }), 'unreadable', true],
    ['the connection is cut', (response) => response.destroy(), 'disconnected', true],
    [
      'the answer is cut',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': paid.length });
        response.write(paid.slice(0, 20), () => response.destroy());
      },
      'disconnected',
      true,
    ],
    ['no answer comes', () => undefined, 'timed_out', true],
    [
      'the answer never ends',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(paid.slice(0, 20));
      },
      'timed_out',
      true,
    ],
    ['the answer is no JSON', (response) => response.end('<html>'), 'unreadable', true],
    ['the answer is nothing', (response) => response.writeHead(204).end(), 'unreadable', true],
    [
      'the answer is about another payment',
      (response) => json(response, 200, whopPayment({ id: 'pay_2' })),
      'unreadable',
      true,
    ],
  ])('because %s', async (_, respond, kind, inDoubt) => {
    const { error, requests } = await failing(respond, kind === 'timed_out' ? QUICK : PATIENT);
    expect(error).toMatchObject({ name: 'ProviderError', kind, inDoubt });
    expect(requests).toBe(1);
  });

  test('because the caller stopped waiting', async () => {
    await using server = await startScriptedServer(() => undefined);
    const controller = new AbortController();
    const call = whopAt(server.url).refund(ORDER, controller.signal);
    setTimeout(() => controller.abort(), 100);
    await expect(call).rejects.toMatchObject({ kind: 'timed_out', inDoubt: true });
    expect(server.requests).toHaveLength(1);
  });
});
