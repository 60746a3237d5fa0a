import { expect } from 'vitest';
import type { Desk } from '../setup/desk.ts';
import { eventually, ruled, submitted, type Story } from '../workflows/story.ts';

/** A case, a refund or a comparison in the middle of its course. */
export interface Running {
  readonly what: string;
  /** Null for what is no case. */
  readonly caseId: string | null;
  /** Has something reach it, without waiting for what it does. */
  readonly touch: () => Promise<unknown>;
  /** Brings it to its end, and looks in the provider's ledger that nothing was done twice. */
  readonly finish: () => Promise<void>;
}

/** Brings one into its state. */
export type Begin = (desk: Desk) => Promise<Running>;

export const untouched = (): Promise<void> => Promise.resolve();

/** One whose answer is spent exactly once by its end. */
export function answered(desk: Desk, what: string, story: Story, end: () => Promise<unknown>): Running {
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
export async function send(desk: Desk, story: Story): Promise<void> {
  await eventually(async () => expect([202, 409]).toContain((await desk.challenge(story.caseId)).status));
  await submitted(desk, story);
}

export async function rule(desk: Desk, story: Story, steps: number, outcome = 'won'): Promise<void> {
  for (let step = 0; step < steps; step += 1) await desk.advance(story.run);
  await ruled(desk, story, outcome);
}

/** From the decision over the answer to the ruling. */
export async function answer(desk: Desk, story: Story, steps: number, outcome = 'won'): Promise<void> {
  await send(desk, story);
  await rule(desk, story, steps, outcome);
}
