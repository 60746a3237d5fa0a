import { z } from 'zod';
import { sandboxControl } from '../setup/sandbox-control.ts';
import { eventually } from '../workflows/story.ts';
import type { AskDesk } from './known-desk.ts';

/** What a person has to settle, as the provider cannot be read about it. */
export interface Unsettled {
  readonly caseId: string;
  readonly refundId: string;
}

/** Sends an answer and a refund whose calls fail, and lets nobody read the provider about them from then on. */
export async function leaveInDoubt(ask: AskDesk, sandboxUrl: string): Promise<Unsettled> {
  const { scenario, control, calls } = sandboxControl(sandboxUrl);
  const fail = (route: string, object: string, more: object = {}) =>
    control('POST', '/faults', { route, object, fault: 'error_before', ...more });
  const sent = (route: string, object: string) =>
    eventually(async () => {
      if ((await calls(route, object)).length === 0) throw new Error(`${route} ${object} was not called`);
    });

  const { payment_id: disputed, dispute_ids } = await scenario('dispute_won');
  const [dispute = ''] = dispute_ids;
  await fail('disputes.submit_evidence', dispute, { times: 1 });
  const body = { decision: 'challenge' };
  await eventually(() => ask('POST', `/api/v1/disputes/whop:${disputed}/decisions`, { body }));
  await sent('disputes.submit_evidence', dispute);
  await fail('disputes.retrieve', dispute);

  const { payment_id } = await scenario('payment', { amount: '50.00' });
  await fail('payments.refund', payment_id, { times: 1 });
  const refund = { provider: 'whop', payment_id, amount: { amount: '5.00', currency: 'usd' } };
  const asked = Object(
    await ask('POST', '/api/v1/refunds', { body: refund, key: `unsettled-${payment_id}` }),
  );
  await sent('payments.refund', payment_id);
  await fail('refunds.list', payment_id);
  return { caseId: `whop:${disputed}`, refundId: String(asked['id']) };
}

const AskedCase = z.object({ attention: z.array(z.object({ kind: z.string() })) });
const AskedRefund = z.object({ needs_attention: z.object({ settleable: z.boolean() }).nullable() });

/** Whether people have been asked by now; that takes a minute of reading in vain. */
export async function isAsked(ask: AskDesk, { caseId, refundId }: Unsettled): Promise<boolean> {
  const { attention } = AskedCase.parse(await ask('GET', `/api/v1/disputes/${caseId}`));
  const { needs_attention } = AskedRefund.parse(await ask('GET', `/api/v1/refunds/${refundId}`));
  return (
    attention.some(({ kind }) => kind === 'submission_unsettled') && needs_attention?.settleable === true
  );
}
