import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { noted, opened, submitted } from './story.ts';

const INCOMPLETE = { reason: 'Product not as described' };
const policyOf = (onSilence: 'submit' | 'lapse') => ({
  version: onSilence,
  response: { ...BUILT_IN_POLICY.response, onSilence },
});

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ policy: policyOf('submit') });
});
afterAll(() => desk.close());

describe('silence by other policies', () => {
  test('submit: at the margin what there is goes out, complete or not', async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '4d', ...INCOMPLETE });
    await desk.skip(story.caseId, 3 * DAY + HOUR);
    expect((await submitted(desk, story)).decision?.by).toMatchObject({ type: 'policy', id: 'submit' });
  });

  test('submit: a deadline past at discovery is answered with what the provider holds, never with nothing', async () => {
    const respond_by = new Date(Date.now() - HOUR).toISOString();
    const { payment_id, dispute_ids } = await desk.scenario('dispute_lost', {
      respond_in: undefined,
      respond_by,
      ...INCOMPLETE,
    });
    const [disputeId = ''] = dispute_ids;
    await submitted(desk, { caseId: `whop:${payment_id}`, disputeId, run: '' });
    expect(await desk.held(disputeId)).toMatchObject({
      access_activity_log: expect.stringContaining('signed in'),
      customer_name: expect.any(String),
    });
  });

  test('a case acts under the policy it last read: lapse lets the deadline pass, and says so', async () => {
    const story = await opened(desk, 'dispute_lost', { respond_in: '4d' });
    expect((await desk.show(story.caseId)).body.policy_version).toBe('submit');
    await desk.stopWorker();
    await desk.startWorker(policyOf('lapse'));
    await desk.edit(story.caseId, { notes: 'Anything that is written down.' });
    await desk.until(story.caseId, 'the new policy', (s) => s.policyVersion === 'lapse');
    await desk.skip(story.caseId, 3 * DAY + HOUR);
    expect(await noted(desk, story.caseId, 'silence')).toMatchObject({
      summary: 'Nobody decided; the policy lets the deadline pass.',
      actor: { type: 'policy', id: 'lapse' },
    });
    await desk.skip(story.caseId, DAY);
    await noted(desk, story.caseId, 'deadline_passed');
    expect((await desk.show(story.caseId)).body).toMatchObject({ needs_attention: null });
    expect(await desk.calls('disputes.submit_evidence', story.disputeId)).toEqual([]);
  });
});
