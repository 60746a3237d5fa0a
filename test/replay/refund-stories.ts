import { DAY, MINUTE } from '../../src/domain/instant.ts';
import { accountedFor, aPayment, moveRefund, refundElsewhere, usd } from '../workflows/refund-story.ts';
import { opened } from '../workflows/story.ts';
import { aCase, aLine, aRefund, type Play } from './play.ts';
import { aMadeRefund, over, paidToTheEnd } from './refund-course.ts';

/** Refunds of which every call is answered, by what becomes of them. */
export const REFUND_STORIES: Readonly<Record<string, Play>> = {
  'refund-of-part-whose-reference-comes-days-later': async (desk) => {
    const refund = await aMadeRefund(desk, '10.43');
    await moveRefund(desk, refund, 'succeed');
    await desk.untilRefund(refund.id, 'succeeded', ({ status }) => status === 'succeeded');
    await desk.skipRefund(refund.id, 3 * DAY);
    await moveRefund(desk, refund, 'add_reference');
    await desk.untilRefund(refund.id, 'a reference', ({ reference }) => reference.value !== null);
    await over(desk, refund.id);
    return aRefund(refund.id);
  },

  'refund-in-full': async (desk) => {
    const payment = await aPayment(desk);
    const refund = await accountedFor(desk, await desk.askRefund(payment, 'k', null));
    await paidToTheEnd(desk, refund);
    await desk.lineHandle(payment).result();
    return aRefund(refund.id, { line: aLine(payment).main });
  },

  'refund-that-no-webhook-tells-of': async (desk) => {
    const payment = await aPayment(desk);
    desk.faultRules.add({ route: '*', object: payment, fault: 'drop' });
    const refund = await accountedFor(desk, await desk.askRefund(payment, 'k', usd('7')));
    await moveRefund(desk, refund, 'succeed');
    const { id } = refund;
    await desk.untilRefund(id, 'paid', ({ status }) => status === 'succeeded', { step: 11 * MINUTE });
    await desk.skipRefund(id, 15 * DAY);
    await over(desk, id);
    return aRefund(id);
  },

  'refund-that-needs-the-customer': async (desk) => {
    const refund = await aMadeRefund(desk, '7');
    await moveRefund(desk, refund, 'require_action');
    await desk.untilRefund(refund.id, 'needs action', ({ status }) => status === 'requires_action');
    await paidToTheEnd(desk, refund);
    return aRefund(refund.id);
  },

  'refund-that-fails-after-it-succeeded': async (desk) => {
    const refund = await aMadeRefund(desk, '7');
    await moveRefund(desk, refund, 'succeed');
    await desk.untilRefund(refund.id, 'succeeded', ({ status }) => status === 'succeeded');
    await desk.skipRefund(refund.id, 2 * DAY);
    await moveRefund(desk, refund, 'fail');
    await desk.untilRefund(refund.id, 'failed', ({ status }) => status === 'failed');
    await desk.skipRefund(refund.id, DAY).catch(() => undefined);
    await over(desk, refund.id);
    return aRefund(refund.id);
  },

  'refund-that-is-called-off': async (desk) => {
    const refund = await aMadeRefund(desk, '7');
    await moveRefund(desk, refund, 'cancel');
    await desk.untilRefund(refund.id, 'canceled', ({ status }) => status === 'canceled');
    await over(desk, refund.id);
    return aRefund(refund.id);
  },

  'refund-of-more-than-remains': async (desk) => {
    const payment = await aPayment(desk);
    await refundElsewhere(desk, payment, '40');
    const id = await desk.askRefund(payment, 'k', usd('9.01'));
    await accountedFor(desk, id);
    await over(desk, id);
    return aRefund(id);
  },

  'refund-of-a-disputed-payment': async (desk) => {
    const { caseId } = await opened(desk, 'dispute_won');
    const id = await desk.askRefund(caseId.slice('whop:'.length), 'k', null);
    await accountedFor(desk, id);
    await over(desk, id);
    return aRefund(id, { case: aCase(caseId).main });
  },

  'refund-and-dispute-that-cross': async (desk) => {
    const { id: run, payment_id: payment } = await desk.scenario('refund_crosses_dispute');
    const refund = await accountedFor(desk, await desk.askRefund(payment, 'k', usd('20')));
    const caseId = `whop:${payment}`;
    await desk.advance(run);
    await desk.until(caseId, 'disputed', ({ disputes }) => disputes.some(({ held }) => held !== null));
    const more = await desk.askRefund(payment, 'more', usd('1'));
    await accountedFor(desk, more);
    await desk.advance(run);
    await desk.untilRefund(refund.id, 'paid', ({ status }) => status === 'succeeded');
    await moveRefund(desk, refund, 'add_reference');
    await desk.untilRefund(refund.id, 'a reference', ({ reference }) => reference.value !== null);
    await over(desk, refund.id);
    return aRefund(refund.id, { 'the-next': aRefund(more).main, case: aCase(caseId).main });
  },

  'refund-made-elsewhere': async (desk) => {
    const payment = await aPayment(desk);
    const id = `whop:${payment}:external:${await refundElsewhere(desk, payment, '40')}`;
    const external = await desk.untilRefund(id, 'there', () => true);
    await moveRefund(desk, external, 'succeed');
    await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded');
    await desk.lineHandle(payment).result();
    return aLine(payment);
  },

  'refund-whose-event-names-no-payment': async (desk) => {
    const payment = await aPayment(desk);
    desk.faultRules.add({ route: 'refund.*', object: payment, fault: 'drop', times: 1 });
    const refundId = await refundElsewhere(desk, payment, '3');
    const refund = await desk.control<object>('GET', `/refunds/${refundId}`);
    await desk.control('POST', '/webhooks', { type: 'refund.updated', data: { ...refund, payment: null } });
    await desk.untilRefund(`whop:${payment}:external:${refundId}`, 'there', () => true);
    const finder = aLine(`refund.${refundId}`).main;
    await desk.client.workflow.getHandle(finder).result();
    return { main: finder, others: {} };
  },

  'refunds-in-line': async (desk) => {
    const payment = await aPayment(desk);
    const [first = '', second = ''] = await Promise.all(
      ['a', 'b'].map((key) => desk.askRefund(payment, key, usd('20'))),
    );
    await paidToTheEnd(desk, await accountedFor(desk, first));
    await paidToTheEnd(desk, await accountedFor(desk, second));
    await desk.lineHandle(payment).result();
    return aLine(payment, { a: aRefund(first).main, b: aRefund(second).main });
  },
};

/** Played where runs are very short. */
export const REFUNDS_IN_MANY_RUNS: Readonly<Record<string, Play>> = {
  'refunds-in-line-in-many-runs': async (desk) => {
    const payment = await aPayment(desk);
    const keys = ['a', 'b', 'c'];
    const ids = await Promise.all(keys.map((key) => desk.askRefund(payment, key, usd('20'))));
    for (const id of ids) await accountedFor(desk, id);
    await desk.lineHandle(payment).result();
    return aLine(payment);
  },
};
