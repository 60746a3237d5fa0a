import { MINUTE } from '../../src/domain/instant.ts';
import type { FaultRuleInput } from '../../src/sandbox/faults/rule.ts';
import type { Desk } from '../setup/desk.ts';
import { type Fault, refuse } from '../setup/faults.ts';
import {
  accountedFor,
  aPayment,
  inDoubt,
  paidOut,
  refundElsewhere,
  refundsSent,
  resolve,
  usd,
} from '../workflows/refund-story.ts';
import { aRefund, type Kept, type Play } from './play.ts';
import { paidToTheEnd } from './refund-course.ts';

/** Refunds whose call, or a read about it, goes wrong. */
export const REFUND_DOUBT_STORIES: Readonly<Record<string, Play>> = {
  'refund-whose-answer-is-lost': (desk) => afterFault(desk, { fault: 'cut_after' }),
  'refund-that-is-sent-again': (desk) => afterFault(desk, { fault: 'cut_before' }),
  'refund-that-times-out': (desk) => afterFault(desk, { fault: 'hang_before' }),
  'refund-that-is-slowed-down': (desk) => afterFault(desk, { fault: 'rate_limit', retry_after: 300 }),
  'refund-whose-worker-is-lost': workerLost,

  'refund-a-person-says-was-made': async (desk) => {
    const { payment, id } = await doubtful(desk, 'cut_after');
    const [made] = await paidOut(desk, payment);
    await resolve(desk, id, 'done', { provider_reference: made?.refundId });
    await desk.untilRefund(id, 'settled', ({ status }) => status === 'succeeded');
    return aRefund(id);
  },

  'refund-a-person-says-was-not-made': async (desk) => {
    const { id, outage } = await doubtful(desk, 'cut_before');
    await resolve(desk, id, 'not_done');
    await desk.untilRefund(id, 'not in doubt', ({ attention }) => attention?.settleable !== true);
    desk.faultRules.remove(outage);
    return await madeAndPaid(desk, id);
  },

  'refund-whose-doubt-reads-settle-late': async (desk) => {
    const { id, outage } = await doubtful(desk, 'cut_after');
    await desk.skipRefund(id, 10 * MINUTE);
    desk.faultRules.remove(outage);
    return await madeAndPaid(desk, id);
  },

  'refund-that-the-records-do-not-tell-from-another': async (desk) => {
    const payment = await aPayment(desk);
    const refundedMeanwhile = async () => {
      await refundElsewhere(desk, payment, '3');
      return null;
    };
    desk.faults.add('payments.refund', payment, refundedMeanwhile, 1);
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await inDoubt(desk, id);
    await resolve(desk, id, 'not_done');
    return await madeAndPaid(desk, id);
  },

  'refund-the-provider-refuses-as-disputed': async (desk) => {
    const payment = await aPayment(desk);
    const disputedFirst: Fault = async (work) => {
      await desk.scenario('dispute_won', { payment_id: payment });
      return work();
    };
    desk.faults.add('payments.refund', payment, disputedFirst, 1);
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await accountedFor(desk, id);
    return aRefund(id);
  },

  'refund-that-lacks-a-permission': async (desk) => {
    const payment = await aPayment(desk);
    const denied = refuse(403, 'The key lacks a permission.');
    const allow = desk.faults.add('payments.refund', payment, denied);
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await inDoubt(desk, id);
    allow();
    return await madeAndPaid(desk, id);
  },

  'refund-of-a-payment-that-cannot-be-read': async (desk) => {
    const payment = await aPayment(desk);
    const fault = { route: 'payments.retrieve', object: payment, fault: 'error_before' } as const;
    const outage = desk.faultRules.add(fault);
    const id = await desk.askRefund(payment, 'k', usd('5'));
    await inDoubt(desk, id);
    desk.faultRules.remove(outage.id);
    return await madeAndPaid(desk, id);
  },
};

/** What befalls one call, without saying which. */
type Befalls = { readonly fault: 'cut_after' | 'cut_before' | 'hang_before' } | RateLimit;
type RateLimit = { readonly fault: 'rate_limit'; readonly retry_after: number };

async function afterFault(desk: Desk, befalls: Befalls): Promise<Kept> {
  const payment = await aPayment(desk);
  const rule: FaultRuleInput = { route: 'payments.refund', object: payment, times: 1, ...befalls };
  desk.faultRules.add(rule);
  const id = await desk.askRefund(payment, 'k', usd('10.43'));
  await refundsSent(desk, payment, 1);
  return await madeAndPaid(desk, id);
}

async function madeAndPaid(desk: Desk, id: string): Promise<Kept> {
  await paidToTheEnd(desk, await accountedFor(desk, id, MINUTE, 2 * MINUTE));
  return aRefund(id);
}

/** A refund whose call is lost, and whose payment cannot be read from then on. */
async function doubtful(desk: Desk, fault: 'cut_before' | 'cut_after') {
  const payment = await aPayment(desk);
  desk.faultRules.add({ route: 'payments.refund', object: payment, fault, times: 1 });
  const outage = { route: 'refunds.list', object: payment, fault: 'error_before', skip: 1 } as const;
  const { id: rule } = desk.faultRules.add(outage);
  const id = await desk.askRefund(payment, 'k', usd('5'));
  await inDoubt(desk, id);
  return { payment, id, outage: rule };
}

/** The call reached the provider, and nobody says what came of it until Temporal has given its attempt up. */
async function workerLost(desk: Desk): Promise<Kept> {
  const payment = await aPayment(desk);
  const whop = desk.providers.get('whop');
  if (whop === undefined) throw new Error('the desk has no provider');
  const lost = Promise.withResolvers<void>();
  const reportsTooLate: typeof whop.refund = async (order, signal) => {
    await whop.refund(order, signal);
    await lost.promise;
  };
  desk.providers.set('whop', { ...whop, refund: reportsTooLate });
  const id = await desk.askRefund(payment, 'k', usd('5'));
  await refundsSent(desk, payment, 1);
  desk.providers.set('whop', whop);
  const kept = await madeAndPaid(desk, id);
  lost.resolve();
  return kept;
}
