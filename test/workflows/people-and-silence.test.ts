import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, millis, SECOND } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { interposed } from '../setup/interposed.ts';
import { type Answer, concede, contested, oneDecided } from './contest.ts';
import { opened, type Story, submitted } from './story.ts';

/** Holds up whoever writes a case down, and with it the turn its workflow is in. */
let held: { readonly until: Promise<void>; arrived(): void } | null = null;
let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({
    workerStore: (store) =>
      interposed(store, async (method) => {
        if (method !== 'recordCase' || held === null) return;
        held.arrived();
        await held.until;
      }),
  });
});
afterAll(() => desk.close());

describe.concurrent('a person decides while silence acts', () => {
  test('too late: the policy has answered, and the person is told so', async () => {
    const story = await opened(desk, 'dispute_lost', { respond_in: '3d' });
    await desk.skip(story.caseId, 2 * DAY + HOUR);
    await submitted(desk, story);
    expect(await oneDecided(desk, story, await concede(desk, story))).toBe('policy');
  });

  test('just in time: silence finds nothing to do', async () => {
    const story = await opened(desk, 'dispute_lost', { respond_in: '3d' });
    await desk.skip(story.caseId, 2 * DAY - HOUR);
    const answer = await concede(desk, story);
    await desk.skip(story.caseId, 2 * HOUR);
    expect(await oneDecided(desk, story, answer)).toBe('person');
  });

  test('within a hair of each other: one of them decides, and the other has no effect', async () => {
    const contests = [0, 10, 20, 40, 80, 160].map((headStart) => contested(desk, headStart));
    for (const { story, answer } of await Promise.all(contests)) await oneDecided(desk, story, answer);
  });
});

test('a person who decides in the very turn in which silence would act is heard', async () => {
  let together = false;
  for (let attempt = 1; attempt <= 5 && !together; attempt += 1) {
    const { story, answer } = await inOneTurn();
    const heard = await oneDecided(desk, story, answer);
    together = await cameTogether(story);
    if (together) expect(heard).toBe('person');
  }
  expect(together, 'the two met').toBe(true);
});

/** Lets the timer ring and the decision come while the case is busy with a webhook, so that it finds both at once. */
async function inOneTurn(): Promise<{ readonly story: Story; readonly answer: Answer }> {
  const story = await opened(desk, 'dispute_lost', { respond_in: '3d' });
  const state = await desk.until(story.caseId, 'opened', (s) => disputeOf(s).respondBy !== null);
  const silence = millis(disputeOf(state).respondBy ?? '') - DAY;
  const skipped = silence - 3 * SECOND - Date.now();
  await desk.skip(story.caseId, skipped);
  const busy = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  held = { until: released.promise, arrived: busy.resolve };
  await desk.overwrite(story.disputeId, { amount: 48 }, 'dispute.updated');
  await busy.promise;
  const answering = concede(desk, story);
  // The skip itself takes a moment, by which the timer rings later.
  await sleep(silence - skipped + 2 * SECOND - Date.now());
  held = null;
  released.resolve();
  return { story, answer: await answering };
}

/** Whether the case was told of the decision in the turn for which the timer rang. */
async function cameTogether({ caseId }: Story): Promise<boolean> {
  const { events = [] } = await desk.handleOf(caseId).fetchHistory();
  const accepted = events?.findIndex((event) => event.workflowExecutionUpdateAcceptedEventAttributes) ?? -1;
  const before = events?.slice(0, accepted).toReversed() ?? [];
  const [_thisTurn, turnBefore = 0] = before.flatMap((event, n) =>
    event.workflowTaskCompletedEventAttributes ? [n] : [],
  );
  return before.slice(0, turnBefore).some((event) => event.timerFiredEventAttributes);
}
