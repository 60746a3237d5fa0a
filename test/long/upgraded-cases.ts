import { expect } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import type { Desk } from '../setup/desk.ts';
import { failBefore } from '../setup/faults.ts';
import { accountedFor, aPayment, moveRefund, refundCalls, usd } from '../workflows/refund-story.ts';
import { closed, eventually, noted, opened, ruled, submitted, type Story } from '../workflows/story.ts';

/** A case or refund in the middle of its course. */
export interface Running {
  readonly what: string;
  /** Null for a refund. */
  readonly caseId: string | null;
  /** Has something reach it, without waiting for what it does. */
  readonly touch: () => Promise<unknown>;
  /** Brings it to its end, and looks in the provider's ledger that nothing was done twice. */
  readonly finish: () => Promise<void>;
}

type Begin = (desk: Desk) => Promise<Running>;

const SUBMIT = 'disputes.submit_evidence';

/** How many of each there are; a hundred together. */
const KINDS: readonly (readonly [number, Begin])[] = [
  [8, alert],
  [12, drafted('dispute_won', 'notes')],
  [8, drafted('wepay_won', 'explanation')],
  [8, elsewhere],
  [6, proposed],
  [8, silent],
  [10, underReview('dispute_won', 1)],
  [6, underReview('wepay_won', 2)],
  [5, inDoubt],
  [5, needsAttention],
  [8, won],
  [6, pendingRefund],
  [4, refundThatNeedsAction],
  [6, waitingLine],
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

/** One whose answer is spent exactly once by its end. */
function answered(desk: Desk, what: string, story: Story, end: () => Promise<unknown>): Running {
  return {
    what: `${what} ${story.caseId}`,
    caseId: story.caseId,
    touch: () => desk.edit(story.caseId, { notes: 'One thing more.' }).catch(() => null),
    async finish() {
      await end();
      expect(await desk.spent(story.disputeId)).toBe(1);
    },
  };
}

/** Tasks that failed under another version are tried again after a while: until then nobody answers, and people press again. */
async function answer(desk: Desk, story: Story, steps: number): Promise<void> {
  await eventually(async () => expect([202, 409]).toContain((await desk.challenge(story.caseId)).status));
  await submitted(desk, story);
  await rule(desk, story, steps);
}

async function rule(desk: Desk, story: Story, steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) await desk.advance(story.run);
  await ruled(desk, story, 'won');
}

async function alert(desk: Desk): Promise<Running> {
  const { id, payment_id } = await desk.scenario('alert_becomes_dispute');
  const caseId = `whop:${payment_id}`;
  await desk.until(caseId, 'an alert', ({ disputes }) => disputes.length === 1);
  return {
    what: `alert ${caseId}`,
    caseId,
    touch: () => Promise.resolve(),
    async finish() {
      const { dispute_ids } = await desk.advance(id);
      const story: Story = { caseId, disputeId: dispute_ids.at(-1) ?? '', run: id };
      await desk.until(caseId, 'read', (state) => disputeOf(state, story.disputeId).held !== null);
      await answer(desk, story, 1);
      expect(await desk.spent(story.disputeId)).toBe(1);
    },
  };
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
    touch: () => Promise.resolve(),
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

async function won(desk: Desk): Promise<Running> {
  const story = await opened(desk, 'dispute_won');
  await answer(desk, story, 1);
  return {
    ...answered(desk, 'won', story, async () => {
      await desk.skip(story.caseId, 2 * DAY + MINUTE);
      await closed(desk, story.caseId);
    }),
    touch: () => Promise.resolve(),
  };
}

async function pendingRefund(desk: Desk): Promise<Running> {
  const payment = await aPayment(desk);
  const id = await desk.askRefund(payment, 'pending', usd('5'));
  const made = await accountedFor(desk, id);
  return {
    what: `pending refund ${id}`,
    caseId: null,
    touch: () => Promise.resolve(),
    async finish() {
      await moveRefund(desk, made, 'succeed');
      await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded', { step: 5 * SECOND });
      expect(await refundCalls(desk, payment)).toBe(1);
    },
  };
}

async function refundThatNeedsAction(desk: Desk): Promise<Running> {
  const payment = await aPayment(desk);
  const id = await desk.askRefund(payment, 'action', usd('5'));
  await moveRefund(desk, await accountedFor(desk, id), 'require_action');
  const made = await desk.untilRefund(id, 'requires action', ({ status }) => status === 'requires_action');
  return {
    what: `refund that needs action ${id}`,
    caseId: null,
    touch: () => Promise.resolve(),
    async finish() {
      await moveRefund(desk, made, 'succeed');
      await desk.untilRefund(id, 'succeeded', ({ status }) => status === 'succeeded');
      expect(await refundCalls(desk, payment)).toBe(1);
    },
  };
}

async function waitingLine(desk: Desk): Promise<Running> {
  const payment = await aPayment(desk);
  const readable = desk.faults.add('payments.retrieve', payment, failBefore);
  const first = await desk.askRefund(payment, 'first', usd('5'));
  const second = await desk.askRefund(payment, 'second', usd('6'));
  await desk.untilRefund(first, 'unread', ({ attention }) => attention !== null, { step: MINUTE });
  return {
    what: `waiting line ${payment}`,
    caseId: null,
    touch: () => Promise.resolve(),
    async finish() {
      readable();
      await accountedFor(desk, first, MINUTE);
      await accountedFor(desk, second);
      expect(await refundCalls(desk, payment)).toBe(2);
    },
  };
}
