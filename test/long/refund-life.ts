import { HOUR } from '../../src/domain/instant.ts';
import { refundIdOf, refundWorkflowId } from '../../src/domain/refund-messages.ts';
import type { Refund } from '../../src/domain/refund.ts';
import { Course } from './course.ts';
import { ask, type Life, until } from './life.ts';
import type { Rig } from './rig.ts';

const KEY = 'part';

/** A refund of part of a payment, followed until it has succeeded and has its bank reference. */
export async function refundLife(rig: Rig): Promise<Life> {
  const course = new Course('refund');
  const { payment_id: paymentId } = await rig.atProvider(({ scenario }) => scenario('payment'));
  course.knows(paymentId);
  rig.follow(course);
  const id = refundIdOf('whop', paymentId, KEY);
  const workflowId = refundWorkflowId(id);
  const load = () => rig.store.loadRefund(id);
  const comesTo = (what: string, wanted: (refund: Refund) => boolean) =>
    until(rig, { what, workflowId }, load, wanted);
  const move = async (name: string) => {
    const refund = await load();
    const path = `/refunds/${refund?.providerRefundId}/transitions`;
    await rig.atProvider(({ control }) => control('POST', path, { name }));
  };

  const phases = [
    {
      name: 'request',
      async live() {
        const amount = { amount: '10.43', currency: 'usd' };
        const body = { provider: 'whop', payment_id: paymentId, amount };
        await ask(rig, { method: 'POST', path: '/api/v1/refunds', body, key: KEY });
        await comesTo(
          'made',
          ({ providerRefundId, attention }) => providerRefundId !== null && attention === null,
        );
      },
    },
    {
      name: 'success',
      async live() {
        await move('succeed');
        await comesTo('succeeded', ({ status }) => status === 'succeeded');
      },
    },
    {
      name: 'reference',
      async live() {
        await move('add_reference');
        await comesTo('a bank reference', ({ reference }) => reference.value !== null);
      },
    },
    {
      name: 'end',
      async live() {
        const over = async () => (await rig.client.workflow.getHandle(workflowId).describe()).status.name;
        await until(rig, { what: 'over', workflowId, step: HOUR }, over, (name) => name === 'COMPLETED');
        rig.forget(course);
      },
    },
  ];

  return {
    course,
    phases,
    async outcome() {
      const refund = await load();
      const paid = await rig.atProvider(({ effects }) => effects('refunded', paymentId));
      const { data } = await rig.store.listRefunds({ provider: 'whop', paymentId }, { limit: 100 });
      return {
        status: refund?.status,
        amount: refund?.amount,
        failure: refund?.failure,
        attention: refund?.attention,
        reference: refund?.reference.status,
        known: data.length,
        paid: paid.map(({ detail }) => [detail['amount'], detail['idempotency_key'] === id]),
        isTheOne: paid[0]?.detail['refund_id'] === refund?.providerRefundId,
      };
    },
  };
}
