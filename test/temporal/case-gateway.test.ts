import { randomUUID } from 'node:crypto';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/case.ts';
import { SECOND } from '../../src/domain/instant.ts';
import { TASK_QUEUE } from '../../src/domain/messages.ts';
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
import { SLOW } from './tiny-workflows.ts';
import { prepareTinyWorker, startTinyWorker } from './tiny-worker.ts';

const COMPLETE_WORKFLOW = proto.temporal.api.enums.v1.CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION;
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
    await expect(gateway.health()).resolves.toEqual({ server: true, worker: false, version: null });
  });
});

describe('while its workflow cannot take it', () => {
  let own: Awaited<ReturnType<typeof freshNamespace>>;
  let acts: ReturnType<typeof createCaseGateway>;
  beforeAll(async () => {
    own = await freshNamespace();
    acts = createCaseGateway(own.client);
  });
  afterAll(() => own.connection.close());

  /** Takes the next task of the workflow as a worker would, to end it as the test wants. */
  const nextTask = async () => {
    const { client, namespace } = own;
    const poll = { namespace, taskQueue: { name: TASK_QUEUE }, identity: 'by hand' };
    const { taskToken, messages } = await client.withDeadline(Date.now() + 30 * SECOND, () =>
      client.workflowService.pollWorkflowTaskQueue(poll),
    );
    return { task: { namespace, taskToken }, bringsUpdate: messages.length > 0 };
  };

  test('since a signal came as its run was to end, a decision is carried to it again and taken once', async () => {
    const runWorker = await prepareTinyWorker(own.namespace);
    await acts.deliver(event);
    const decided = acts.decide(caseIdFor(event), { decision: 'challenge', by });
    const task = await taskWithUpdate();
    await acts.deliver({ ...event, id: 'evt_meanwhile' });
    const commands = [{ commandType: COMPLETE_WORKFLOW, completeWorkflowExecutionCommandAttributes: {} }];
    await expect(
      own.client.workflowService.respondWorkflowTaskCompleted({ ...task, commands }),
    ).rejects.toThrow('UnhandledCommand');
    const stopWorker = runWorker();
    await expect(decided).resolves.toMatchObject({ evidenceRevision: 1 });
    await stopWorker();
  });

  test('since its tasks fail, a decision ends with a NoWorkerError', async () => {
    await acts.deliver(event);
    for (let tries = 0; tries < 2; tries += 1) {
      const { task } = await nextTask();
      await own.client.workflowService.respondWorkflowTaskFailed(task);
    }
    const decided = acts.decide(caseIdFor(event), { decision: 'challenge', by });
    await expect(decided).rejects.toThrow(NoWorkerError);
    await expect(decided).rejects.toThrow('could not take it');
  });

  /** The first task may come before the update is there; one that is only taken in ends with nothing done. */
  async function taskWithUpdate() {
    for (;;) {
      const { task, bringsUpdate } = await nextTask();
      if (bringsUpdate) return task;
      await own.client.workflowService.respondWorkflowTaskCompleted(task);
    }
  }
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

  test('a decision that comes before its run listens is carried to it again', async () => {
    event = { ...event, paymentId: `${SLOW}${event.paymentId}` };
    await gateway.deliver(event);
    await expect(gateway.decide(caseIdFor(event), { decision: 'challenge', by })).resolves.toMatchObject({
      evidenceRevision: 1,
    });
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
    await expect.poll(() => gateway.health()).toEqual({ server: true, worker: true, version: null });
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
