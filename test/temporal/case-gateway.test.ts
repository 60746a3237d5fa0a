import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/case.ts';
import { caseIdFor, caseWorkflowId } from '../../src/domain/names.ts';
import type { ProviderEvent } from '../../src/domain/provider.ts';
import { createCaseGateway } from '../../src/temporal/case-gateway.ts';
import { createClient } from '../../src/temporal/connection.ts';
import {
  CaseClosedError,
  NoWorkerError,
  RefusedError,
  TemporalUnavailableError,
} from '../../src/temporal/gateway.ts';
import { freePorts } from '../../src/temporal/server/ports.ts';
import { freshNamespace } from '../setup/namespace.ts';
import { startTinyWorker } from './tiny-worker.ts';

const by: Actor = { type: 'person', id: 'ann', via: 'api' };

let temporal: Awaited<ReturnType<typeof freshNamespace>>;
let gateway: ReturnType<typeof createCaseGateway>;
let event: ProviderEvent;

beforeAll(async () => {
  temporal = await freshNamespace();
  gateway = createCaseGateway(temporal.client);
});

afterAll(async () => {
  await temporal.connection.close();
});

beforeEach(() => {
  event = {
    id: `evt_${randomUUID()}`,
    type: 'dispute.created',
    via: 'webhook',
    provider: 'whop',
    merchantId: 'biz_1',
    paymentId: `pay_${randomUUID()}`,
    object: { kind: 'dispute', id: 'dp_1' },
    receivedAt: '2026-12-01T00:00:00.000Z',
    reading: {
      kind: 'alert',
      alert: {
        id: 'dspa_1',
        paymentId: null,
        merchantId: null,
        type: 'dispute',
        amount: null,
        settledByNetwork: false,
        disputeId: null,
        createdAt: null,
      },
    },
  };
});

describe('while no worker runs', () => {
  test('an event is delivered and its case found by payment', async () => {
    await gateway.deliver(event);
    const { status, typedSearchAttributes } = await workflow().describe();
    expect(status.name).toBe('RUNNING');
    expect(typedSearchAttributes.toJSON()).toEqual(
      expect.arrayContaining([
        { key: { name: 'Provider', type: 'KEYWORD' }, value: 'whop' },
        { key: { name: 'MerchantId', type: 'KEYWORD' }, value: 'biz_1' },
        { key: { name: 'PaymentId', type: 'KEYWORD' }, value: event.paymentId },
      ]),
    );
  });

  test('a decision ends with a NoWorkerError within its deadline', async () => {
    await gateway.deliver(event);
    const started = Date.now();
    await expect(gateway.decide(caseIdFor(event), { decision: 'challenge', by })).rejects.toThrow(
      NoWorkerError,
    );
    expect(Date.now() - started).toBeLessThan(8_000);
  });

  test('health names the server and misses the worker', async () => {
    await expect(gateway.health()).resolves.toEqual({ server: true, worker: false });
  });
});

describe('with a worker', () => {
  let stopWorker: () => Promise<void>;
  beforeAll(async () => {
    stopWorker = await startTinyWorker(temporal.namespace);
  });
  afterAll(() => stopWorker());

  test('events reach one workflow, one after the other', async () => {
    await gateway.deliver(event);
    await gateway.deliver({ ...event, id: 'evt_second' });
    await gateway.resolve(caseIdFor(event), { outcome: 'done', note: 'seen', by });
    await expect(workflow().result()).resolves.toEqual({
      caseId: caseIdFor(event),
      events: [event.id, 'evt_second'],
    });
  });

  test('an event after the end of its case starts a new run', async () => {
    await gateway.deliver(event);
    await gateway.resolve(caseIdFor(event), { outcome: 'done', note: 'seen', by });
    await workflow().result();
    await gateway.deliver({ ...event, id: 'evt_late' });
    expect((await workflow().describe()).status.name).toBe('RUNNING');
  });

  test('a decision gets its answer', async () => {
    await gateway.deliver(event);
    await expect(gateway.decide(caseIdFor(event), { decision: 'challenge', by })).resolves.toMatchObject({
      decision: 'challenge',
      evidenceRevision: 1,
    });
  });

  test('the same decision under the same key has one effect, and another one under that key reaches the workflow', async () => {
    await gateway.deliver(event);
    const request = { decision: 'challenge', idempotencyKey: 'k1', by } as const;
    const first = await gateway.decide(caseIdFor(event), request);
    await expect(gateway.decide(caseIdFor(event), request)).resolves.toEqual(first);
    const other = await gateway.decide(caseIdFor(event), { ...request, decision: 'ignore' });
    expect(other.evidenceRevision).toBe(first.evidenceRevision + 1);
  });

  test("a refusal comes back as the workflow's own", async () => {
    await gateway.deliver(event);
    const refused = gateway.decide(caseIdFor(event), { decision: 'concede', by });
    await expect(refused).rejects.toThrow(RefusedError);
    await expect(refused).rejects.toMatchObject({
      refusal: { kind: 'invalid', message: 'Type concede to confirm.' },
    });
  });

  test('a failure that is no refusal is not taken for one', async () => {
    await gateway.deliver(event);
    const failed = gateway.editEvidence(caseIdFor(event), { by });
    await expect(failed).rejects.toThrow();
    await expect(failed).rejects.not.toThrow(RefusedError);
  });

  test('a case that never was is closed, and so is one that has ended', async () => {
    const decide = () => gateway.decide(caseIdFor(event), { decision: 'challenge', by });
    await expect(decide()).rejects.toThrow(CaseClosedError);
    await gateway.deliver(event);
    await gateway.resolve(caseIdFor(event), { outcome: 'done', note: 'seen', by });
    await workflow().result();
    await expect(decide()).rejects.toThrow(CaseClosedError);
  });

  test('health sees the worker', async () => {
    await expect.poll(() => gateway.health()).toEqual({ server: true, worker: true });
  });
});

describe('while the server is away', () => {
  test('delivering and deciding fail within their deadlines, and health says so', async () => {
    const [port] = await freePorts(1);
    const client = createClient({
      address: `127.0.0.1:${port}`,
      namespace: 'default',
      credentials: {},
      payloadCodecs: [],
    });
    const away = createCaseGateway(client);
    const started = Date.now();
    await Promise.all([
      expect(away.deliver(event)).rejects.toThrow(TemporalUnavailableError),
      expect(away.decide(caseIdFor(event), { decision: 'ignore', by })).rejects.toThrow(
        TemporalUnavailableError,
      ),
      expect(away.health()).resolves.toEqual({ server: false, worker: false }),
    ]);
    expect(Date.now() - started).toBeLessThan(20_000);
    await client.connection.close();
  });
});

function workflow() {
  return temporal.client.workflow.getHandle(caseWorkflowId(caseIdFor(event)));
}
