import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { type Desk, disputeOf, startDesk } from '../setup/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

test('a dispute is opened, answered by a person, won, and closed after the quiet period', async () => {
  const { payment_id, dispute_ids } = await desk.scenario('dispute_won');
  const id = `whop:${payment_id}`;
  const opened = await desk.until(
    id,
    'prefilled',
    (s) => disputeOf(s).draft.fields['customer_name'] !== undefined,
  );
  expect(disputeOf(opened)).toMatchObject({
    id: dispute_ids[0],
    stage: 'chargeback',
    status: 'needs_response',
    decision: null,
  });

  const decided = await desk.request('POST', `/api/v1/disputes/${id}/decisions`, { decision: 'challenge' });
  expect(decided.status).toBe(202);
  const sent = await desk.until(id, 'submitted', (s) => disputeOf(s).submission?.step === 'done');
  expect(disputeOf(sent)).toMatchObject({ status: 'under_review', submission: { by: 'us' } });

  await desk.transition(dispute_ids[0] ?? '', 'rule_won');
  const won = await desk.until(id, 'won', (s) => disputeOf(s).ruling !== null);
  expect(disputeOf(won).ruling).toMatchObject({ outcome: 'won' });
  await desk.skip(id, 13 * DAY);
  expect((await desk.stateOf(id))?.open).toBe(true);
  await desk.skip(id, DAY + HOUR);
  await desk.until(id, 'closed', (s) => !s.open);
  await desk.handleOf(id).result();
});
