import { afterAll, beforeAll, expect, test } from 'vitest';
import { CaseFile } from '../../src/domain/case-file.ts';
import { decide } from '../../src/domain/decisions.ts';
import { DAY, instant, MINUTE } from '../../src/domain/instant.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { hangBefore } from '../setup/faults.ts';
import { closed, countOf, noted, opened, ruled, submitted, type Story } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

/** Has a decision in the records that the case's workflow knows nothing of, as after an older copy of Temporal was restored. */
async function decidedInTheRecords({ caseId }: Story): Promise<number> {
  const state = await desk.store.loadCase(caseId);
  if (state === null) throw new Error('the case is written down');
  const file = new CaseFile(state, BUILT_IN_POLICY, CAPABILITIES.whop);
  decide(file, { decision: 'challenge', by: { type: 'person', id: 'eve', via: 'api' } }, instant(Date.now()));
  expect(await desk.store.recordCase(file.state, file.unrecorded)).toBeNull();
  return file.state.nextSeq;
}

test('what people decided before an older Temporal was restored is done, and what they did since is told', async () => {
  const story = await opened(desk, 'dispute_won');
  await decidedInTheRecords(story);
  await desk.edit(story.caseId, { notes: 'Written after the restore.' });
  await noted(desk, story.caseId, 'records_followed');
  expect(await noted(desk, story.caseId, 'act_refused')).toMatchObject({ data: { act: 'editEvidence' } });
  await desk.skip(story.caseId, MINUTE);
  await submitted(desk, story);
  const state = await desk.stateOf(story.caseId);
  expect(state && disputeOf(state).decision?.by.id).toBe('eve');
  expect(await desk.spent(story.disputeId)).toBe(1);
  const entries = await desk.timelineOf(story.caseId);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_entry, index) => index + 1));
});

test('a case that sleeps is brought up to the records by a reconcile run, without an end to its workflow', async () => {
  const story = await opened(desk, 'dispute_won');
  const { id, provider, merchantId, paymentId } = (await desk.store.loadCase(story.caseId)) ?? {};
  if (!id || !provider) throw new Error('the case is written down');
  const openCase = { id, provider, merchantId: merchantId ?? null, paymentId: paymentId ?? null };
  const nextSeq = await decidedInTheRecords(story);
  expect(await desk.gateway.reopen({ ...openCase, nextSeq })).toBe('caught_up');
  await noted(desk, story.caseId, 'records_followed');
  expect(await desk.gateway.reopen({ ...openCase, nextSeq })).toBe('runs');
  await desk.skip(story.caseId, MINUTE);
  await submitted(desk, story);
  expect(await desk.spent(story.disputeId)).toBe(1);
});

test('a closed case that hears more is open in the records before it reads, so that nobody erases what it goes by', async () => {
  const story = await opened(desk, 'lost_then_won');
  await desk.challenge(story.caseId);
  await submitted(desk, story);
  await desk.advance(story.run);
  await ruled(desk, story, 'lost');
  await desk.skip(story.caseId, 15 * DAY);
  await closed(desk, story.caseId);
  const free = desk.faults.add('disputes.retrieve', story.disputeId, hangBefore);
  await desk.advance(story.run);
  await desk.until(story.caseId, 'open again', ({ open, read }) => open && read.lastError === null);
  expect(await countOf(desk, story.caseId, 'ruled')).toBe(1);
  free();
  await ruled(desk, story, 'won');
});
