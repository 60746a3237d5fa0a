import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOUR, instant, MINUTE, plus } from '../../src/domain/instant.ts';
import { TASK_QUEUE } from '../../src/domain/messages.ts';
import {
  REFUND_WORKFLOW,
  refundIdOf,
  type RefundCarried,
  refundWorkflowId,
} from '../../src/domain/refund-messages.ts';
import { newRefund, type Refund, type RefundResolution } from '../../src/domain/refund.ts';
import type { Store } from '../../src/store/store.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import {
  accountedFor,
  aPayment,
  inDoubt,
  moveRefund,
  paidOut,
  refundCalls,
  refundElsewhere,
  resolve,
  usd,
} from './refund-story.ts';
import { called } from './story.ts';

let desk: Desk;
/** Refunds whose records are as they were when they were asked for. */
const forgotten = new Set<string>();
beforeAll(async () => {
  desk = await startDesk({ workerStore: forgetful });
});
afterAll(() => desk.close());

/** What a worker finds whose records were restored from a back-up of before a refund was made, until it writes it down again. */
function forgetful(store: Store): Store {
  const loadRefund = async (id: string): Promise<Refund | null> => {
    const refund = await store.loadRefund(id);
    return refund !== null && forgotten.has(id) ? asAsked(refund) : refund;
  };
  const recordRefund: Store['recordRefund'] = async (refund, posts) => {
    await store.recordRefund(refund, posts);
    forgotten.delete(refund.id);
  };
  const other: Readonly<Record<string, unknown>> = { loadRefund, recordRefund };
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = other[String(name)] ?? Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function asAsked(refund: Refund): Refund {
  const { key, createdAt } = refund;
  return newRefund({ ...refund, key: key ?? '', requestedAt: createdAt });
}

describe.concurrent('a refund whose workflow somebody terminated', () => {
  test('is begun again by its line, and paid once; those behind it go on', async () => {
    const payment = await aPayment(desk);
    const outage = desk.faultRules.add({
      route: 'payments.retrieve',
      object: payment,
      fault: 'error_before',
    });
    const first = await desk.askRefund(payment, 'a', usd('5'));
    await called(desk, 'payments.retrieve', payment, 1);
    const second = await desk.askRefund(payment, 'b', usd('1'));
    await desk.refundHandle(first).terminate('by hand');
    desk.faultRules.remove(outage.id);
    await accountedFor(desk, first);
    await accountedFor(desk, second);
    expect((await paidOut(desk, payment)).map(({ key }) => key)).toEqual([first, second]);
  });
});

describe.concurrent('a workflow from an older back-up of Temporal', () => {
  const byHand: RefundResolution = {
    outcome: 'done',
    note: 'Seen.',
    by: { type: 'person', id: 'ada', via: 'api' },
  };

  /** A refund that a person settled as done, and its workflow as it was when it had only been asked for. */
  async function settledBefore(
    carried?: (refund: Refund) => RefundCarried,
  ): Promise<{ payment: string; id: string }> {
    const payment = await aPayment(desk);
    const id = refundIdOf('whop', payment, 'k');
    const at = instant(Date.now() - HOUR);
    const asked = newRefund({
      id,
      provider: 'whop',
      paymentId: payment,
      key: 'k',
      asked: usd('5.00'),
      reason: null,
      by: byHand.by,
      caseId: null,
      requestedAt: at,
    });
    const done = {
      status: 'succeeded',
      settledAt: at,
      updatedAt: at,
      resolution: { ...byHand, at },
    } as const;
    await desk.store.recordRefund({ ...asked, ...done });
    await desk.client.workflow.start(REFUND_WORKFLOW, {
      workflowId: refundWorkflowId(id),
      taskQueue: TASK_QUEUE,
      args: [{ refund: asked, ...(carried && { carried: carried(asked) }) }],
    });
    return { payment, id };
  }

  test('does not pay again what a person has settled since', async () => {
    const { payment, id } = await settledBefore();
    expect(await desk.refundHandle(id).result()).toMatchObject({ status: 'succeeded' });
    expect(await desk.refundOf(id)).toMatchObject({ status: 'succeeded', resolution: byHand });
    expect(await refundCalls(desk, payment)).toBe(0);
  });

  test('does not wait for a person who has settled it since', async () => {
    const { payment, id } = await settledBefore(({ paymentId }) => {
      const ledger = {
        paymentId,
        merchantId: null,
        captured: usd('49.00'),
        refunded: null,
        refundable: true,
        disputed: null,
        refunds: [],
      };
      const first = { ledger, knownIds: [] };
      const at = { kind: 'settling', first, amount: usd('5.00'), answered: true, looks: 1 } as const;
      return { before: ledger, after: null, told: '', calls: 1, at };
    });
    expect(await desk.refundHandle(id).result()).toMatchObject({ status: 'succeeded' });
    expect(await refundCalls(desk, payment)).toBe(0);
  });
});

describe.concurrent('records from an older back-up', () => {
  test.each([
    ['is followed still', false],
    ['has come to its end', true],
  ])('learn from its workflow of a refund that %s, and its line goes on', async (_case, ends) => {
    const payment = await aPayment(desk);
    const id = await desk.askRefund(payment, 'k', usd('5'));
    const made = await accountedFor(desk, id);
    if (ends) {
      await moveRefund(desk, made, 'succeed');
      await moveRefund(desk, made, 'add_reference');
      await desk.refundHandle(id).result();
    }
    await desk.lineHandle(payment).terminate('lost with the back-up');
    forgotten.add(id);
    expect(await desk.gateway.resumeRefund(asAsked(made))).toBe(ends ? 'started' : 'runs');
    await desk.askRefund(payment, 'k', usd('5'));
    const next = await accountedFor(desk, await desk.askRefund(payment, 'next', usd('1')));
    expect(next.status).toBe('pending');
    expect(await desk.refundOf(id)).toMatchObject({ providerRefundId: made.providerRefundId });
    expect(await paidOut(desk, payment)).toHaveLength(2);
  });

  test('do not let a refund be paid that is listed at the provider already, until a person has looked', async () => {
    const { payment, id, made } = await lost();
    expect((await resolve(desk, id, 'done', { provider_reference: made })).status).toBe(202);
    expect(await accountedFor(desk, id)).toMatchObject({ providerRefundId: made });
    expect(await refundCalls(desk, payment)).toBe(0);
  });

  test('let it be paid where the person says that it was another', async () => {
    const { payment, id } = await lost();
    expect((await resolve(desk, id, 'not_done')).status).toBe(202);
    await accountedFor(desk, id);
    expect(await paidOut(desk, payment)).toHaveLength(1);
  });
});

/** A refund whose records and workflow know of no call, and one of its amount at the provider. */
async function lost(): Promise<{ payment: string; id: string; made: string }> {
  const payment = await aPayment(desk);
  const made = await refundElsewhere(desk, payment, '5.00');
  const requestedAt = plus(instant(Date.now()), -MINUTE);
  const id = await desk.askRefund(payment, 'k', usd('5'), { requestedAt });
  expect(await inDoubt(desk, id)).toMatchObject({
    attention: {
      settleable: true,
      reason: expect.stringContaining(made),
      after: { refunds: [{ id: made }] },
    },
  });
  expect(await refundCalls(desk, payment)).toBe(0);
  return { payment, id, made };
}
