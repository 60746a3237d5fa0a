import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR } from '../../src/domain/instant.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { countOf, noted, opened, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  const approvals = [{ currency: 'usd', responderUpTo: '20.00', fourEyesAbove: '500.00' }];
  desk = await startDesk({ policy: { approvals } });
});
afterAll(() => desk.close());

const challenge = { decision: 'challenge' };
const BY_REA = { by: 'rea' } as const;
const BY_BOB = { by: 'bob' } as const;

test('a responder proposes, nothing is sent, and an approver’s decision sends it once', async () => {
  const story = await opened(desk, 'dispute_won', { amount: '49.00' });
  expect(await desk.decide(story.caseId, challenge, BY_REA)).toMatchObject({
    status: 202,
    body: { outcome: 'proposed' },
  });
  await noted(desk, story.caseId, 'proposed');
  expect(await desk.decide(story.caseId, challenge)).toMatchObject({ body: { outcome: 'decided' } });
  const dispute = await submitted(desk, story);
  expect(dispute.decision).toMatchObject({ by: { id: 'ada' }, proposedBy: { id: 'rea' } });
  expect(await desk.spent(story.disputeId)).toBe(1);
});

test('up to the limit a responder decides alone', async () => {
  const story = await opened(desk, 'dispute_won', { amount: '20.00' });
  expect(await desk.decide(story.caseId, challenge, BY_REA)).toMatchObject({ body: { outcome: 'decided' } });
  await submitted(desk, story);
});

test('above the upper limit it takes two; an edit in between sends the second one back to look', async () => {
  const story = await opened(desk, 'dispute_won', { amount: '900.00' });
  expect(await desk.decide(story.caseId, challenge)).toMatchObject({ body: { outcome: 'proposed' } });
  const { body: edited } = await desk.edit(story.caseId, { notes: 'Changed meanwhile.' });
  await noted(desk, story.caseId, 'proposal_lapsed');
  const seen = { ...challenge, evidence_revision: edited.revision - 1 };
  expect(await desk.decide(story.caseId, seen, BY_BOB)).toMatchObject({ status: 409 });
  expect(await desk.decide(story.caseId, challenge, BY_BOB)).toMatchObject({ body: { outcome: 'proposed' } });
  expect(await desk.decide(story.caseId, challenge, BY_BOB)).toMatchObject({ status: 409 });
  expect(await desk.decide(story.caseId, challenge)).toMatchObject({ body: { outcome: 'decided' } });
  await submitted(desk, story);
});

test('a declined proposal leaves the case open to decide, and silence does not wait for one', async () => {
  const story = await opened(desk, 'dispute_won', { amount: '900.00', respond_in: '3d' });
  await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' }, BY_REA);
  const declined = await desk.request('POST', `/api/v1/disputes/${story.caseId}/withdrawal`, { note: 'No.' });
  expect(declined.status).toBe(202);
  await noted(desk, story.caseId, 'proposal_declined');
  await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' }, BY_REA);
  await desk.skip(story.caseId, 49 * HOUR);
  const dispute = await submitted(desk, story);
  expect(dispute).toMatchObject({ proposal: null, decision: { kind: 'challenge', by: { type: 'policy' } } });
  expect(await countOf(desk, story.caseId, 'decided')).toBe(1);
});
