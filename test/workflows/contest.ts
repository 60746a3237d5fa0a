import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { DAY, HOUR, type Millis } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import type { Desk } from '../setup/desk.ts';
import { countOf, opened, type Story, submitted } from './story.ts';

/** What a person's decision was answered. */
export type Answer = Awaited<ReturnType<Desk['decide']>>;

/** Concedes, and repeats it under the same key while nobody answers, as the API asks. */
export async function concede(desk: Desk, { caseId, disputeId }: Story): Promise<Answer> {
  const as = { headers: { 'idempotency-key': `concede-${disputeId}` } };
  for (;;) {
    const answer = await desk.decide(caseId, { decision: 'concede', confirm: 'concede' }, as);
    if (answer.status !== 503) return answer;
  }
}

/** Brings a case to the moment at which silence is acted on, and lets a person concede meanwhile. */
export async function contested(
  desk: Desk,
  headStart: Millis,
): Promise<{ readonly story: Story; readonly answer: Answer }> {
  const story = await opened(desk, 'dispute_lost', { respond_in: '3d' });
  const silence = desk.skip(story.caseId, 2 * DAY + HOUR);
  await sleep(headStart);
  const answer = await concede(desk, story);
  await silence;
  return { story, answer };
}

/** Whoever was heard decided alone, and the other one was told so. Answers with who it was. */
export async function oneDecided(desk: Desk, story: Story, answer: Answer): Promise<'person' | 'policy'> {
  const { caseId, disputeId } = story;
  const state = await desk.until(caseId, 'decided', (s) => disputeOf(s, disputeId).decision !== null);
  const { decision } = disputeOf(state, disputeId);
  const heard = decision?.by.type;
  if (heard === 'policy') {
    expect(answer).toMatchObject({
      status: 409,
      body: { detail: `It was decided already: challenge, by ${decision?.by.id} at ${decision?.at}.` },
    });
    await submitted(desk, story);
  } else {
    expect(answer.status).toBe(202);
    expect(decision).toMatchObject({ kind: 'concede', by: { type: 'person', id: 'ada' } });
  }
  await desk.skip(caseId, DAY);
  expect(await countOf(desk, caseId, 'decided')).toBe(1);
  const sent = heard === 'policy' ? 1 : 0;
  expect(await desk.calls('disputes.submit_evidence', disputeId)).toHaveLength(sent);
  expect(await desk.spent(disputeId)).toBe(sent);
  return heard === 'policy' ? 'policy' : 'person';
}
