import { expect } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import type { Desk } from '../setup/desk.ts';
import { failBefore, slowDown } from '../setup/faults.ts';
import { closed, noted, opened, ruled, submitted } from '../workflows/story.ts';
import { alert, inquiry, ofUnknownPayment, refundedAlert, warning } from './early-stages.ts';
import { answer, answered, type Begin, rule, type Running, untouched } from './in-course.ts';
import { comparison, pendingRefund, refundThatNeedsAction, waitingLine } from './without-a-case.ts';

const SUBMIT = 'disputes.submit_evidence';
const CONCEDE = { decision: 'concede', confirm: 'concede' };

/** How many of each there are; a hundred together. */
const KINDS: readonly (readonly [number, Begin])[] = [
  [6, alert],
  [4, refundedAlert],
  [4, warning],
  [4, inquiry],
  [4, ofUnknownPayment],
  [10, drafted('dispute_won', 'notes')],
  [6, drafted('wepay_won', 'explanation')],
  [6, elsewhere],
  [5, proposed],
  [6, silent],
  [6, underReview('dispute_won', 1)],
  [4, underReview('wepay_won', 2)],
  [4, inDoubt],
  [4, needsAttention],
  [3, toBeConceded],
  [3, conceded],
  [4, ruledOn('won')],
  [3, ruledOn('lost')],
  [4, pendingRefund],
  [4, refundThatNeedsAction],
  [4, waitingLine],
  [2, comparison],
];

/** Brings a hundred of them into every state. */
export async function begin(desk: Desk): Promise<readonly Running[]> {
  const waiting = KINDS.flatMap(([count, kind]) => Array.from({ length: count }, () => kind));
  const begun: Running[] = [];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let kind = waiting.shift(); kind !== undefined; kind = waiting.shift())
        begun.push(await patiently(kind, desk));
    }),
  );
  return begun.toSorted((a, b) => (a.what < b.what ? -1 : 1));
}

/** On a busy machine a webhook may come again only after a minute: another one is begun then. */
async function patiently(kind: Begin, desk: Desk, tries = 3): Promise<Running> {
  try {
    return await kind(desk);
  } catch (error) {
    if (tries === 1) throw error;
    return await patiently(kind, desk, tries - 1);
  }
}

function drafted(scenario: string, field: string): Begin {
  return async (desk) => {
    const story = await opened(desk, scenario);
    await desk.edit(story.caseId, { [field]: 'Signed in 47 times.' });
    const steps = scenario === 'wepay_won' ? 2 : 1;
    return answered(desk, 'drafted', story, () => answer(desk, story, steps));
  };
}

async function elsewhere(desk: Desk): Promise<Running> {
  const story = await opened(desk, 'ccg_lost');
  await desk.edit(story.caseId, { notes: 'They asked for it.' });
  return {
    what: `elsewhere ${story.caseId}`,
    caseId: story.caseId,
    touch: () => desk.edit(story.caseId, { notes: 'One thing more.' }).catch(() => null),
    async finish() {
      expect((await desk.decide(story.caseId, { decision: 'submitted_elsewhere' })).status).toBe(202);
      await desk.advance(story.run);
      await ruled(desk, story, 'lost');
    },
  };
}

async function proposed(desk: Desk): Promise<Running> {
  const story = await opened(desk, 'dispute_won');
  await desk.decide(story.caseId, { decision: 'challenge' }, { by: 'rea' });
  await desk.until(story.caseId, 'proposed', (s) => disputeOf(s, story.disputeId).proposal !== null);
  return {
    ...answered(desk, 'proposed', story, () => answer(desk, story, 1)),
    touch: untouched,
  };
}

async function silent(desk: Desk): Promise<Running> {
  const story = await opened(desk, 'dispute_won');
  return answered(desk, 'silent', story, async () => {
    await desk.skip(story.caseId, 9 * DAY + MINUTE);
    await submitted(desk, story);
    await rule(desk, story, 1);
  });
}

function underReview(scenario: string, steps: number): Begin {
  return async (desk) => {
    const story = await opened(desk, scenario);
    if (scenario === 'wepay_won') await desk.edit(story.caseId, { explanation: 'Delivered on 3 May.' });
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    return answered(desk, 'under review', story, () => rule(desk, story, steps));
  };
}

async function inDoubt(desk: Desk): Promise<Running> {
  const story = await opened(desk, 'dispute_won');
  desk.faults.add(SUBMIT, story.disputeId, failBefore, 1);
  await desk.challenge(story.caseId);
  await noted(desk, story.caseId, 'submission_in_doubt');
  return answered(desk, 'in doubt', story, async () => {
    await desk.skip(story.caseId, 2 * MINUTE);
    await submitted(desk, story);
    await rule(desk, story, 1);
  });
}

async function needsAttention(desk: Desk): Promise<Running> {
  const story = await opened(desk, 'dispute_won');
  const readable: (() => void)[] = [];
  const failing = (work: () => ReturnType<Parameters<typeof failBefore>[0]>) => {
    readable.push(desk.faults.add('disputes.retrieve', story.disputeId, failBefore));
    return failBefore(work);
  };
  desk.faults.add(SUBMIT, story.disputeId, failing, 1);
  await desk.challenge(story.caseId);
  await noted(desk, story.caseId, 'submission_in_doubt');
  await desk.skip(story.caseId, 5 * MINUTE);
  await desk.until(story.caseId, 'unsettled', ({ attention }) => attention.length > 0);
  return answered(desk, 'needs attention', story, async () => {
    for (const make of readable) make();
    await desk.skip(story.caseId, HOUR);
    await submitted(desk, story);
    await rule(desk, story, 1);
  });
}

/** Decided, and told by the provider to wait for ten minutes with the call. */
async function toBeConceded(desk: Desk): Promise<Running> {
  const story = await opened(desk, 'wepay_concede');
  desk.faults.add('disputes.concede', story.disputeId, slowDown(600), 1);
  await desk.decide(story.caseId, CONCEDE);
  await desk.until(story.caseId, 'told to wait', (state) => {
    const { submission } = disputeOf(state, story.disputeId);
    return submission?.step === 'preparing' && submission.notBefore !== null;
  });
  return {
    what: `to be conceded ${story.caseId}`,
    caseId: story.caseId,
    touch: untouched,
    async finish() {
      await desk.skip(story.caseId, 16 * MINUTE);
      await ruled(desk, story, 'lost');
      expect(await desk.conceded(story.disputeId)).toBe(1);
    },
  };
}

async function conceded(desk: Desk): Promise<Running> {
  const story = await opened(desk, 'wepay_concede');
  await desk.decide(story.caseId, CONCEDE);
  await ruled(desk, story, 'lost');
  return {
    what: `conceded ${story.caseId}`,
    caseId: story.caseId,
    touch: untouched,
    async finish() {
      await desk.skip(story.caseId, 2 * DAY + MINUTE);
      await closed(desk, story.caseId);
      expect(await desk.conceded(story.disputeId)).toBe(1);
    },
  };
}

function ruledOn(outcome: 'won' | 'lost'): Begin {
  return async (desk) => {
    const story = await opened(desk, `dispute_${outcome}`);
    await answer(desk, story, 1, outcome);
    const running = answered(desk, outcome, story, async () => {
      await desk.skip(story.caseId, 2 * DAY + MINUTE);
      await closed(desk, story.caseId);
    });
    return { ...running, touch: untouched };
  };
}
