import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/instant.ts';
import { caseWorkflowId } from '../../src/domain/names.ts';
import type { Desk } from '../setup/desk.ts';
import { failBefore } from '../setup/faults.ts';
import { contested, oneDecided } from './contest.ts';
import { inDoubt, moveDeadline, SUBMIT } from './doubtful.ts';
import { runsOf, startDeskOfShortRuns, tookMoreRuns } from './short-runs.ts';
import { closed, countOf, eventually, noted, opened, ruled, submitted } from './story.ts';

let desk: Desk;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ desk, close } = await startDeskOfShortRuns());
});
afterAll(() => close());

const caseRuns = (caseId: string): Promise<number> => runsOf(desk, caseWorkflowId(caseId));
const outgrew = (caseId: string, runs: number): Promise<void> =>
  tookMoreRuns(desk, caseWorkflowId(caseId), runs);

describe.concurrent('a case that outgrows its run', () => {
  test('goes through its life in many runs as in one, nothing lost and nothing twice', async () => {
    const story = await opened(desk, 'lost_then_won', { respond_in: '10d' });
    await desk.edit(story.caseId, { notes: 'Written in an early run.' });
    await desk.skip(story.caseId, 9 * DAY + HOUR);
    expect(await submitted(desk, story)).toMatchObject({ decision: { by: { type: 'policy' } } });
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    await desk.skip(story.caseId, 5 * DAY);
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
    await desk.skip(story.caseId, 15 * DAY);
    await closed(desk, story.caseId);

    await outgrew(story.caseId, 5);
    const entries = await desk.timelineOf(story.caseId);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_entry, index) => index + 1));
    const told = entries.filter(({ kind }) =>
      ['reminder', 'decided', 'submitted', 'ruled', 'case_closed'].includes(kind),
    );
    expect(told.map(({ kind }) => kind)).toEqual([
      'reminder',
      'reminder',
      'reminder',
      'decided',
      'submitted',
      'ruled',
      'ruled',
      'case_closed',
    ]);
    expect((await desk.held(story.disputeId))['notes']).toBe('Written in an early run.');
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('takes every webhook of a storm in, each once, and knows a duplicate from an earlier run', async () => {
    const story = await opened(desk, 'dispute_won');
    const data = await desk.held(story.disputeId);
    const sent = await Promise.all(
      Array.from({ length: 40 }, () =>
        desk.control<{ id: string }>('POST', '/webhooks', { type: 'dispute.updated', data }),
      ),
    );
    await noted(desk, story.caseId, 'event_received', 41);
    await Promise.all(sent.slice(0, 10).map(({ id }) => desk.control('POST', `/webhooks/${id}/resend`)));
    await desk.skip(story.caseId, 2 * DAY);
    await outgrew(story.caseId, 2);
    expect(await countOf(desk, story.caseId, 'event_received')).toBe(41);
  });

  test('answers the same key the same in a later run, and keeps who decided', async () => {
    const story = await opened(desk, 'dispute_won');
    const as = { headers: { 'idempotency-key': 'from-an-early-run' } };
    const first = await desk.decide(story.caseId, { decision: 'challenge' }, as);
    await submitted(desk, story);
    const runs = await caseRuns(story.caseId);
    await desk.skip(story.caseId, 10 * DAY);
    await outgrew(story.caseId, runs);
    expect(await desk.decide(story.caseId, { decision: 'challenge' }, as)).toMatchObject({
      status: 202,
      body: first.body,
    });
    expect(await desk.challenge(story.caseId)).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/^It was decided already: challenge, by ada/) },
    });
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('takes edits that come one upon another, whichever run they meet', async () => {
    const story = await opened(desk, 'dispute_won');
    for (let count = 1; count <= 25; count += 1) {
      const answer = await desk.edit(story.caseId, { notes: `Note ${count}.` });
      expect(answer, `edit ${count}`).toMatchObject({ status: 200, body: { revision: count + 2 } });
    }
    await eventually(async () => {
      expect((await noted(desk, story.caseId, 'staged')).summary).toMatch(/27 is at the provider/);
    });
    expect((await desk.stateOf(story.caseId))?.attention).toEqual([]);
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    expect((await desk.held(story.disputeId))['notes']).toBe('Note 25.');
    await outgrew(story.caseId, 1);
  });

  test('a doubt is settled in whatever run it ends, and nothing is sent twice for it', async () => {
    const story = await opened(desk, 'dispute_won');
    desk.faults.add('disputes.submit_evidence', story.disputeId, failBefore, 3);
    await desk.challenge(story.caseId);
    await noted(desk, story.caseId, 'submission_in_doubt');
    const runs = await caseRuns(story.caseId);
    await desk.skip(story.caseId, 10 * MINUTE);
    await submitted(desk, story);
    await outgrew(story.caseId, runs);
    expect(await desk.calls('disputes.submit_evidence', story.disputeId)).toHaveLength(4);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('two people who decide at once are one who is heard and one who is told so, also later', async () => {
    const stories = await Promise.all([1, 2, 3, 4].map(() => opened(desk, 'dispute_won')));
    for (const { caseId, disputeId } of stories) {
      const answers = await Promise.all([
        desk.edit(caseId, { notes: 'A moment before.' }),
        desk.decide(caseId, { decision: 'challenge' }, { by: 'ada' }),
        desk.decide(caseId, { decision: 'concede', confirm: 'concede' }, { by: 'bob' }),
      ]);
      const [, challenge, concession] = answers;
      expect([challenge.status, concession.status].toSorted((a, b) => a - b)).toEqual([202, 409]);
      const heard = challenge.status === 202 ? 'challenge, by ada' : 'concede, by bob';
      await desk.skip(caseId, 2 * DAY);
      const late = await desk.decide(caseId, { decision: 'challenge' }, { by: 'bob' });
      for (const refused of [challenge, concession, late].filter(({ status }) => status !== 202))
        expect(refused.body.detail).toMatch(new RegExp(`^It was decided already: ${heard} at `));
      expect(await countOf(desk, caseId, 'decided')).toBe(1);
      expect(await desk.spent(disputeId)).toBe(challenge.status === 202 ? 1 : 0);
      await outgrew(caseId, 1);
    }
  });

  test('a person and silence that act at once are one decision, whichever run they meet', async () => {
    const contests = await Promise.all([0, 15, 30, 60, 120].map((headStart) => contested(desk, headStart)));
    for (const { story, answer } of contests) {
      await oneDecided(desk, story, answer);
      await outgrew(story.caseId, 1);
    }
  });

  test.for([true, false])(
    'a deadline that moves while a submission is in doubt is kept, and the answer that arrived (%s) is the only one',
    async (arrived) => {
      const story = await inDoubt(desk, { arrived });
      const runs = await caseRuns(story.caseId);
      await moveDeadline(desk, story, 3 * HOUR);
      const respondBy = await moveDeadline(desk, story, 2 * HOUR);
      await desk.skip(story.caseId, HOUR);
      expect(await desk.calls(SUBMIT, story.disputeId)).toHaveLength(1);
      await outgrew(story.caseId, runs);
      story.readable();
      await desk.skip(story.caseId, 10 * MINUTE);
      expect(await submitted(desk, story)).toMatchObject({ respondBy });
      expect(await desk.calls(SUBMIT, story.disputeId)).toHaveLength(arrived ? 1 : 2);
      expect(await desk.spent(story.disputeId)).toBe(1);
    },
  );
});
