import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, type Millis, millis, MINUTE } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { type Doubt, inDoubt, moveDeadline, SUBMIT } from './doubtful.ts';
import { countOf, noted, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

async function isInDoubt({ caseId, disputeId }: Doubt): Promise<boolean> {
  const state = await desk.stateOf(caseId);
  return state !== null && disputeOf(state, disputeId).submission?.step === 'doubt';
}

/** How often the provider was asked to take the answer, and took it. */
async function sentAndSpent({ disputeId }: Doubt): Promise<readonly [number, number]> {
  return [(await desk.calls(SUBMIT, disputeId)).length, await desk.spent(disputeId)];
}

/** Moves the deadline while nobody can tell whether the answer arrived, and lets it be found out. */
async function movedInDoubt(story: Doubt, left: Millis) {
  const respondBy = await moveDeadline(desk, story, left);
  await desk.skip(story.caseId, 30 * MINUTE);
  expect(await isInDoubt(story), 'a new deadline settles nothing').toBe(true);
  expect((await sentAndSpent(story))[0], 'and has nothing sent').toBe(1);
  story.readable();
  await desk.skip(story.caseId, 10 * MINUTE);
  const answered = await submitted(desk, story);
  expect(answered).toMatchObject({ respondBy, submission: { step: 'done' } });
  expect((await desk.stateOf(story.caseId))?.attention).toEqual([]);
  await desk.skip(story.caseId, 20 * DAY);
  return answered;
}

describe.concurrent('a deadline moves while a submission is in doubt', () => {
  const moves: readonly (readonly [string, Millis])[] = [
    ['nearer', 2 * HOUR],
    ['further away', 30 * DAY],
  ];

  test.for(moves)(
    '%s, and the answer had arrived: it is found, and sent no second time',
    async ([, left]) => {
      const story = await inDoubt(desk, { arrived: true });
      await movedInDoubt(story, left);
      expect(await sentAndSpent(story)).toEqual([1, 1]);
      expect(await countOf(desk, story.caseId, 'decided')).toBe(1);
    },
  );

  test.for(moves)(
    '%s, and the answer was lost: it is sent again, in time, and arrives once',
    async ([, left]) => {
      const story = await inDoubt(desk, { arrived: false });
      const { submission, respondBy } = await movedInDoubt(story, left);
      expect(await sentAndSpent(story)).toEqual([2, 1]);
      const at = submission?.step === 'done' ? submission.at : '';
      expect(millis(at)).toBeLessThan(millis(respondBy ?? ''));
      expect(await countOf(desk, story.caseId, 'decided')).toBe(1);
    },
  );

  test('to a moment before the doubt is settled: an answer that had arrived is no missed one', async () => {
    const story = await inDoubt(desk, { arrived: true });
    await moveDeadline(desk, story, 5 * MINUTE);
    await desk.skip(story.caseId, 30 * MINUTE);
    story.readable();
    await desk.skip(story.caseId, 10 * MINUTE);
    await submitted(desk, story);
    expect(await sentAndSpent(story)).toEqual([1, 1]);
    expect((await desk.stateOf(story.caseId))?.attention).toEqual([]);
  });

  test('to a moment before the doubt is settled: a lost answer is sent again while the provider takes it', async () => {
    const story = await inDoubt(desk, { arrived: false });
    await moveDeadline(desk, story, 5 * MINUTE);
    await desk.skip(story.caseId, 30 * MINUTE);
    story.readable();
    await desk.skip(story.caseId, 10 * MINUTE);
    await submitted(desk, story);
    expect(await sentAndSpent(story)).toEqual([2, 1]);
    await noted(desk, story.caseId, 'submission_not_done');
  });
});
