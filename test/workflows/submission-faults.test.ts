import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { TIMING } from '../../src/providers/whop/client.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import {
  type Fault,
  cutAfter,
  cutBefore,
  failAfter,
  failBefore,
  hangAfter,
  hangBefore,
  refuse,
  slowDown,
} from '../setup/faults.ts';
import { type Story, countOf, noted, opened, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ timing: { ...TIMING, change: 2 * SECOND } });
});
afterAll(() => desk.close());

const SUBMIT = 'disputes.submit_evidence';

/** A challenged dispute whose submission meets a fault. */
async function challengedUnder(fault: Fault, times = 1): Promise<Story> {
  const story = await opened(desk, 'dispute_won');
  desk.faults.add(SUBMIT, story.disputeId, fault, times);
  expect((await desk.challenge(story.caseId)).status).toBe(202);
  return story;
}

/** A challenged dispute whose submission fails, and which cannot be read from then on. */
async function challengedUnread(): Promise<Story & { readable(): void }> {
  const unread: (() => void)[] = [];
  const story = await opened(desk, 'dispute_won');
  desk.faults.add(
    SUBMIT,
    story.disputeId,
    (work) => {
      unread.push(desk.faults.add('disputes.retrieve', story.disputeId, failBefore));
      return failBefore(work);
    },
    1,
  );
  await desk.challenge(story.caseId);
  return { ...story, readable: () => unread.forEach((stop) => stop()) };
}

async function callsOf({ disputeId }: Story): Promise<number> {
  return (await desk.calls(SUBMIT, disputeId)).length;
}

/** Waits for the doubt a call left, and lets its watch of so long pass. */
async function watched(story: Story, watch: number): Promise<void> {
  await noted(desk, story.caseId, 'submission_in_doubt');
  await desk.skip(story.caseId, watch);
}

describe.concurrent('the one call that spends a submission', () => {
  test.for<[string, Fault]>([
    ['answered 500 after doing the work', failAfter],
    ['cut off after doing the work', cutAfter],
    ['answered with nonsense after doing the work', (work) => (work(), { status: 200, body: '<html>' })],
  ])('%s: a read proves it, and it is not sent again', async ([, fault]) => {
    const story = await challengedUnder(fault);
    await watched(story, 30 * SECOND);
    expect(await submitted(desk, story)).toMatchObject({ status: 'under_review', submission: { by: 'us' } });
    await desk.skip(story.caseId, 2 * DAY);
    expect(await callsOf(story)).toBe(1);
    expect(await desk.spent(story.disputeId)).toBe(1);
    expect(await countOf(desk, story.caseId, 'submitted')).toBe(1);
  });

  test.for<[string, Fault]>([
    ['answered 500 before doing the work', failBefore],
    ['cut off before doing the work', cutBefore],
  ])('%s: unchanged for a minute means not done, and it is sent again, once', async ([, fault]) => {
    const story = await challengedUnder(fault);
    await noted(desk, story.caseId, 'submission_in_doubt');
    await desk.skip(story.caseId, 45 * SECOND);
    expect(await callsOf(story), 'still being read').toBe(1);
    await desk.skip(story.caseId, 30 * SECOND);
    await submitted(desk, story);
    expect(await noted(desk, story.caseId, 'submission_not_done')).toMatchObject({ actor: { via: 'read' } });
    expect(await callsOf(story)).toBe(2);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('no answer in time, though the work was done: the read finds it', async () => {
    const story = await challengedUnder(hangAfter);
    await watched(story, 5 * MINUTE);
    await submitted(desk, story);
    expect(await callsOf(story)).toBe(1);
  });

  test('no answer in time and nothing done: it is read for 15 minutes before it is sent again', async () => {
    const story = await challengedUnder(hangBefore);
    await watched(story, 14 * MINUTE);
    expect(await callsOf(story)).toBe(1);
    expect((await desk.stateOf(story.caseId))?.disputes).toMatchObject([{ submission: { step: 'doubt' } }]);
    await desk.skip(story.caseId, 2 * MINUTE);
    await submitted(desk, story);
    expect(await callsOf(story)).toBe(2);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('asked to slow down: it had no effect and is sent again after the wait, not before', async () => {
    const story = await challengedUnder(slowDown(600));
    await desk.until(story.caseId, 'waiting', (s) => {
      const { submission } = disputeOf(s);
      return submission?.step === 'preparing' && submission.notBefore !== null;
    });
    await desk.skip(story.caseId, 9 * MINUTE);
    expect(await callsOf(story)).toBe(1);
    await desk.skip(story.caseId, 2 * MINUTE);
    await submitted(desk, story);
    expect(await callsOf(story)).toBe(2);
    expect(await countOf(desk, story.caseId, 'submission_in_doubt')).toBe(0);
  });

  test('failing over and over: sent again only after each doubt is settled, and spent once', async () => {
    const story = await challengedUnder(failBefore, 3);
    await desk.skip(story.caseId, 10 * MINUTE);
    await submitted(desk, story);
    expect(await callsOf(story)).toBe(4);
    expect(await countOf(desk, story.caseId, 'submission_not_done')).toBe(3);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('refused for what it holds: the decision falls, the draft opens again and a person is asked', async () => {
    const story = await challengedUnder(refuse(422, 'The notes are too short.'));
    await noted(desk, story.caseId, 'decision_withdrawn');
    const { body } = await desk.show(story.caseId);
    expect(body).toMatchObject({
      answerable: true,
      disputes: [{ decision: null, evidence: { frozen: false } }],
    });
    expect(body.needs_attention.reason).toMatch(
      /The notes are too short.*Change the evidence and decide again\.$/,
    );
    expect((await desk.edit(story.caseId, { notes: 'Longer notes by far.' })).status).toBe(200);
    expect((await desk.challenge(story.caseId)).status).toBe(202);
    await submitted(desk, story);
    expect((await desk.show(story.caseId)).body.needs_attention).toBeNull();
    expect((await desk.held(story.disputeId))['notes']).toBe('Longer notes by far.');
  });

  test("the policy's own answer, refused, is tried again an hour later until the deadline", async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '2d' });
    desk.faults.add(SUBMIT, story.disputeId, refuse(422, 'Not now.'), 2);
    await desk.skip(story.caseId, DAY + MINUTE);
    await noted(desk, story.caseId, 'decision_withdrawn');
    await desk.skip(story.caseId, 3 * HOUR);
    await submitted(desk, story);
    expect(await callsOf(story)).toBe(3);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('answered elsewhere a moment before: nothing is sent, and it is recorded', async () => {
    const story = await opened(desk, 'dispute_won');
    await desk.overwrite(story.disputeId, { status: 'under_review', editable: false });
    await desk.challenge(story.caseId);
    expect(await submitted(desk, story)).toMatchObject({ submission: { by: 'elsewhere' } });
    expect(await callsOf(story)).toBe(0);
    expect((await desk.show(story.caseId)).body.needs_attention).toBeNull();
  });
});

describe.concurrent('a doubt that reading cannot settle', () => {
  test('is a person’s to settle: it arrived', async () => {
    const story = await challengedUnread();
    await watched(story, 20 * MINUTE);
    const { body } = await desk.show(story.caseId);
    expect(body.attention.map(({ kind }: { kind: string }) => kind)).toContain('submission_unsettled');
    const settle = (outcome: string) =>
      desk.request('POST', `/api/v1/disputes/${story.caseId}/resolution`, {
        outcome,
        note: 'Seen in the dashboard.',
      });
    expect((await settle('done')).status).toBe(202);
    expect(await submitted(desk, story)).toMatchObject({ submission: { by: 'us' } });
    expect(await settle('done')).toMatchObject({
      status: 409,
      body: { detail: 'Nothing here waits to be settled by a person.' },
    });
    expect(await noted(desk, story.caseId, 'settled_by_person')).toMatchObject({ actor: { id: 'ada' } });
    expect(await callsOf(story)).toBe(1);
  });

  test('is a person’s to settle: it did not arrive, and is sent again after a good look', async () => {
    const story = await challengedUnread();
    await watched(story, 20 * MINUTE);
    await noted(desk, story.caseId, 'needs_attention');
    await desk.request('POST', `/api/v1/disputes/${story.caseId}/resolution`, {
      outcome: 'not_done',
      note: 'Not in the dashboard.',
    });
    await noted(desk, story.caseId, 'settled_by_person');
    expect(await callsOf(story), 'not before it can be read').toBe(1);
    story.readable();
    await desk.skip(story.caseId, 10 * MINUTE);
    await submitted(desk, story);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });
});
