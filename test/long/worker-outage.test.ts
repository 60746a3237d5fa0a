import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SECOND, millis } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { countOf, noted, opened, submitted } from '../workflows/story.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await startDesk({
    policy: {
      response: {
        margin: 20 * SECOND,
        reminders: [60 * SECOND, 55 * SECOND, 50 * SECOND],
        onSilence: 'submit_if_complete',
      },
    },
  });
});
afterEach(() => desk.close());

/**
 * Clocks cannot be skipped without a worker, so these deadlines are real and one outage serves all. It begins well before anything falls due and ends
 * after the three reminders and the moment of silence, well before the first deadline.
 */
test(
  'while no worker runs nothing is lost, and what fell due is done as soon as one is back',
  { timeout: 180_000 },
  async () => {
    const reminded = await opened(desk, 'dispute_won', { respond_in: '90s' });
    const urgent = await opened(desk, 'dispute_won', { respond_in: '60s' });
    const decided = await opened(desk, 'dispute_won', { respond_in: '2h' });
    await desk.stopWorker();

    const as = { headers: { 'idempotency-key': 'while-nobody-works' } };
    const unanswered = await desk.decide(decided.caseId, { decision: 'challenge' }, as);
    expect(unanswered.status).toBe(503);
    expect(unanswered.headers.get('retry-after')).toBe('5');
    expect(unanswered.body.detail).toMatch(/^No worker answered in time\. Repeat it/);

    const state = await desk.stateOf(urgent.caseId);
    const deadline = millis((state && disputeOf(state).respondBy) ?? '');
    await sleep(deadline - 15 * SECOND - Date.now());
    await desk.startWorker();

    const answer = await submitted(desk, urgent);
    expect(millis(answer.submission?.step === 'done' ? answer.submission.at : ''), 'in time').toBeLessThan(
      deadline,
    );

    expect((await desk.decide(decided.caseId, { decision: 'challenge' }, as)).status).toBe(202);
    await submitted(desk, decided);
    expect(await countOf(desk, decided.caseId, 'decided')).toBe(1);
    expect(await desk.spent(decided.disputeId)).toBe(1);

    await noted(desk, reminded.caseId, 'reminder');
    await submitted(desk, reminded);
    const reminders = (await desk.timelineOf(reminded.caseId)).filter(({ kind }) => kind === 'reminder');
    expect(
      reminders.map(({ data }) => data['before_ms']),
      'only the latest of three',
    ).toEqual([50 * SECOND]);
  },
);
