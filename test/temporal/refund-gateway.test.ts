import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/case.ts';
import { TASK_QUEUE } from '../../src/domain/messages.ts';
import { caseWorkflowId } from '../../src/domain/names.ts';
import { refundIdOf, refundsWorkflowId, refundWorkflowId } from '../../src/domain/refund-messages.ts';
import type { RefundEvent, RefundRequest } from '../../src/domain/refund.ts';
import { createCaseGateway } from '../../src/temporal/case-gateway.ts';
import { createClient } from '../../src/temporal/connection.ts';
import { NoWorkerError, RefusedError, TemporalUnavailableError } from '../../src/temporal/gateway.ts';
import { freePorts } from '../../src/temporal/server/ports.ts';
import { freshNamespace } from '../setup/namespace.ts';
import { startTinyWorker } from './tiny-worker.ts';

const by: Actor = { type: 'person', id: 'ann', via: 'api' };
const news = { status: 'succeeded', amount: null, failure: null } as const;

let temporal: Awaited<ReturnType<typeof freshNamespace>>;
let gateway: ReturnType<typeof createCaseGateway>;
let paymentId: string;

beforeAll(async () => {
  temporal = await freshNamespace();
  gateway = createCaseGateway(temporal.client);
});

afterAll(async () => {
  await temporal.connection.close();
});

beforeEach(() => {
  paymentId = `pay_${randomUUID()}`;
});

describe('while no worker runs', () => {
  test('a refund is in its line, found by payment', async () => {
    await gateway.requestRefund(asking('k1'));
    expect(await running(refundsWorkflowId('whop', paymentId))).toEqual({
      Provider: 'whop',
      PaymentId: paymentId,
    });
  });

  test("a refund's event is in the line of its payment, found by merchant as well", async () => {
    await gateway.deliver(event('rf_1'));
    expect(await running(refundsWorkflowId('whop', paymentId))).toEqual({
      Provider: 'whop',
      MerchantId: 'biz_1',
      PaymentId: paymentId,
    });
  });

  test('an event that names no payment is in a line of its own', async () => {
    const id = `rf_${randomUUID()}`;
    await gateway.deliver({ ...event(id), paymentId: null });
    expect(await running(`refunds:whop:refund.${id}`)).toEqual({ Provider: 'whop', MerchantId: 'biz_1' });
  });

  test('a case is told how its refund went, and found by payment', async () => {
    await gateway.tellCase(`whop:${paymentId}`, { refundId: 'r1', ...news });
    expect(await running(caseWorkflowId(`whop:${paymentId}`))).toEqual({
      Provider: 'whop',
      PaymentId: paymentId,
    });
    const provisional = `whop:alert.${randomUUID()}`;
    await gateway.tellCase(provisional, { refundId: 'r1', ...news });
    expect(await running(caseWorkflowId(provisional))).toEqual({ Provider: 'whop' });
  });

  test('settling a refund ends with a NoWorkerError', async () => {
    await startRefund('k1');
    await expect(gateway.resolveRefund(idOf('k1'), settled('done'))).rejects.toThrow(NoWorkerError);
  });
});

describe('with a worker', () => {
  let stopWorker: () => Promise<void>;
  beforeAll(async () => {
    stopWorker = await startTinyWorker(temporal.namespace);
  });
  afterAll(() => stopWorker());

  test('requests and events of one payment reach one line', async () => {
    await gateway.requestRefund(asking('k1'));
    await gateway.deliver(event('rf_1'));
    await gateway.requestRefund(asking('end'));
    const line = temporal.client.workflow.getHandle(refundsWorkflowId('whop', paymentId));
    const { heard, ...input } = await line.result();
    expect(input).toEqual({ paymentId });
    // What arrives before the first turn comes kind by kind.
    expect(heard.toSorted()).toEqual(['asked end', 'asked k1', 'event rf_1']);
  });

  test('a request after the end of a line starts it again', async () => {
    await gateway.requestRefund(asking('end'));
    await temporal.client.workflow.getHandle(refundsWorkflowId('whop', paymentId)).result();
    await gateway.requestRefund(asking('k2'));
    expect(await running(refundsWorkflowId('whop', paymentId))).toMatchObject({ PaymentId: paymentId });
  });

  test('a line of an unknown payment knows that it is unknown', async () => {
    await gateway.deliver({ ...event('end'), paymentId: null });
    const line = temporal.client.workflow.getHandle('refunds:whop:refund.end');
    await expect(line.result()).resolves.toEqual({ paymentId: null, heard: ['event end'] });
  });

  test('a case hears how its refund went', async () => {
    const caseId = `whop:${paymentId}`;
    await gateway.tellCase(caseId, { refundId: 'r1', ...news });
    await gateway.resolve(caseId, { outcome: 'done', note: 'seen', by });
    const result = await temporal.client.workflow.getHandle(caseWorkflowId(caseId)).result();
    expect(result).toEqual({ caseId, events: ['r1 succeeded'] });
  });

  test('a person settles a refund', async () => {
    const refund = await startRefund('k1');
    await gateway.resolveRefund(idOf('k1'), settled('done'));
    await expect(refund.result()).resolves.toBe('Seen at the provider.');
  });

  test('a refund that waits for nobody refuses, running or not', async () => {
    const refund = await startRefund('k1');
    const calls = [
      () => gateway.resolveRefund(idOf('k1'), settled('not_done')),
      () => gateway.resolveRefund(idOf('never'), settled('done')),
    ];
    for (const call of calls) {
      const refused = call();
      await expect(refused).rejects.toThrow(RefusedError);
      await expect(refused).rejects.toMatchObject({ refusal: { kind: 'conflict' } });
    }
    await gateway.resolveRefund(idOf('k1'), settled('done'));
    await refund.result();
    await expect(gateway.resolveRefund(idOf('k1'), settled('done'))).rejects.toThrow(RefusedError);
  });
});

test('while the server is away everything fails within its deadline', async () => {
  const [port] = await freePorts(1);
  const client = createClient({
    address: `127.0.0.1:${port}`,
    namespace: 'default',
    credentials: {},
    payloadCodecs: [],
  });
  const away = createCaseGateway(client);
  const started = Date.now();
  const calls = [
    away.requestRefund(asking('k1')),
    away.deliver(event('rf_1')),
    away.tellCase(`whop:${paymentId}`, { refundId: 'r1', ...news }),
    away.resolveRefund(idOf('k1'), settled('done')),
  ];
  await Promise.all(calls.map((call) => expect(call).rejects.toThrow(TemporalUnavailableError)));
  expect(Date.now() - started).toBeLessThan(10_000);
  await client.connection.close();
});

function idOf(key: string): string {
  return refundIdOf('whop', paymentId, key);
}

function asking(key: string): RefundRequest {
  return {
    id: idOf(key),
    provider: 'whop',
    paymentId,
    key,
    asked: null,
    reason: null,
    by,
    caseId: null,
    requestedAt: '2026-12-01T00:00:00.000Z',
  };
}

function event(id: string): RefundEvent {
  return {
    id: `evt_${randomUUID()}`,
    type: 'refund.created',
    via: 'webhook',
    provider: 'whop',
    merchantId: 'biz_1',
    paymentId,
    object: { kind: 'refund', id },
    receivedAt: '2026-12-01T00:00:00.000Z',
  };
}

function settled(outcome: 'done' | 'not_done') {
  return { outcome, note: 'Seen at the provider.', by };
}

/** Starts one refund as its line does. */
function startRefund(key: string) {
  return temporal.client.workflow.start('refundWorkflow', {
    workflowId: refundWorkflowId(idOf(key)),
    taskQueue: TASK_QUEUE,
  });
}

/** Makes sure that a workflow runs; answers with what it can be found by. */
async function running(workflowId: string): Promise<Record<string, unknown>> {
  const { status, typedSearchAttributes } = await temporal.client.workflow.getHandle(workflowId).describe();
  expect(status.name).toBe('RUNNING');
  return Object.fromEntries(typedSearchAttributes.toJSON().map(({ key, value }) => [key.name, value]));
}
