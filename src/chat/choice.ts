import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DECISIONS } from '../domain/case.ts';

/** The ids of what can be pressed, as they come back from Slack. */
export const ACTIONS = ['challenge', 'concede', 'refund', 'approve', 'decline', 'open'] as const;
export type Action = (typeof ACTIONS)[number];

/** What a button stands for: what was shown beside it, and thus what its presser means. */
const choice = z.object({
  case: z.string().min(1).max(400),
  dispute: z.string().min(1).max(400),
  revision: z.int().min(0),
  kind: z.enum(DECISIONS),
  /** How far the case had come: the same button of a later message is another act. */
  seq: z.int().min(0),
  /** When the proposal was made that is approved or declined; null for a choice of one's own. */
  proposed: z.string().nullable(),
});
export type Choice = z.infer<typeof choice>;

/** As it stands in a button; Slack takes 2000 characters. */
export function choiceValue(of: Choice): string {
  return JSON.stringify(of);
}

/** Null for a value that is none of ours. */
export function readChoice(value: string | undefined): Choice | null {
  try {
    return choice.safeParse(JSON.parse(value ?? '')).data ?? null;
  } catch {
    return null;
  }
}

/** One press, however often it is sent: double clicks and Slack's own repeats are the same act. */
export function actKey(action: Action, of: Choice, slackUser: string): string {
  const whole = JSON.stringify([
    action,
    of.case,
    of.dispute,
    of.revision,
    of.kind,
    of.seq,
    of.proposed,
    slackUser,
  ]);
  return `slack-${createHash('sha256').update(whole).digest('hex')}`;
}
