import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/instant.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { type Fault, cutBefore, failBefore, refuse, slowDown } from '../setup/faults.ts';
import { called, countOf, noted, opened, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ policy: { response: { ...BUILT_IN_POLICY.response, onSilence: 'submit' } } });
});
afterAll(() => desk.close());

/** A dispute that cannot be read from the first moment on. */
async function openedUnread(fault: Fault, more: object = {}) {
  const stops: (() => void)[] = [];
  const {
    id: run,
    payment_id,
    dispute_ids,
  } = await desk.scenarioAfter('dispute_won', more, (started) => {
    stops.push(desk.faults.add('disputes.retrieve', started.dispute_ids[0] ?? '', fault));
  });
  const [disputeId = ''] = dispute_ids;
  const caseId = `whop:${payment_id}`;
  await desk.until(caseId, 'open', (s) => s.disputes.length === 1);
  return { run, caseId, disputeId, stop: () => stops.forEach((stop) => stop()) };
}

async function attention(caseId: string, kind: string): Promise<string> {
  const state = await desk.until(caseId, kind, (s) => s.attention.some((item) => item.kind === kind));
  return state.attention.find((item) => item.kind === kind)?.reason ?? '';
}

describe.concurrent('a provider that cannot be read', () => {
  test('up to the deadline is sent the answer all the same, once', async () => {
    const story = await openedUnread(failBefore, { respond_in: '14h' });
    await desk.skip(story.caseId, 8 * HOUR);
    await desk.until(story.caseId, 'decided', (s) => disputeOf(s).decision !== null);
    await desk.skip(story.caseId, 4 * HOUR);
    expect(await desk.spent(story.disputeId), 'while there is time it waits for a look').toBe(0);
    await desk.skip(story.caseId, HOUR + 15 * MINUTE);
    await noted(desk, story.caseId, 'sent_unseen');
    expect(await desk.spent(story.disputeId)).toBe(1);
    story.stop();
    await desk.skip(story.caseId, HOUR);
    await submitted(desk, story);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test("the payload's own values drive the case until a read succeeds, and its evidence is not lost for it", async () => {
    const story = await openedUnread(failBefore, { respond_in: '14h' });
    expect((await desk.show(story.caseId)).body).toMatchObject({
      stage: 'chargeback',
      status: 'needs_response',
    });
    await desk.skip(story.caseId, HOUR);
    expect(await attention(story.caseId, 'provider_unreadable')).toMatch(/Recourse keeps trying\.$/);
    await desk.skip(story.caseId, 5 * HOUR);
    expect((await desk.stateOf(story.caseId))?.disputes).toMatchObject([{ decision: null, held: null }]);
    await desk.skip(story.caseId, 2 * HOUR);
    const decided = await desk.until(story.caseId, 'decided', (s) => disputeOf(s).decision !== null);
    expect(disputeOf(decided)).toMatchObject({
      decision: { by: { type: 'policy' } },
      submission: { step: 'preparing' },
    });
    story.stop();
    await desk.skip(story.caseId, 10 * MINUTE);
    await submitted(desk, story);
    expect((await desk.held(story.disputeId))['access_activity_log']).toContain('signed in');
    expect(await desk.spent(story.disputeId)).toBe(1);
    await desk.skip(story.caseId, HOUR);
    expect((await desk.stateOf(story.caseId))?.attention, 'all is well again').toEqual([]);
  });

  test('a payload with a new deadline is believed while reads fail', async () => {
    const story = await opened(desk, 'deadline_moves', { respond_in: '9d' });
    const stop = desk.faults.add('disputes.retrieve', story.disputeId, failBefore);
    await desk.advance(story.run);
    await desk.skip(story.caseId, 10 * MINUTE);
    const state = await desk.stateOf(story.caseId);
    expect(Date.parse(state?.disputes[0]?.respondBy ?? '') - Date.now()).toBeLessThan(2 * DAY + MINUTE);
    stop();
  });

  test('a person can decide before the first read: what the provider holds then is kept', async () => {
    const story = await openedUnread(failBefore);
    expect((await desk.edit(story.caseId, { notes: 'Written blind.' })).status).toBe(200);
    expect((await desk.challenge(story.caseId)).status).toBe(202);
    await called(desk, 'disputes.retrieve', story.disputeId, 3);
    story.stop();
    await desk.skip(story.caseId, 10 * MINUTE);
    const { draft, decision } = await submitted(desk, story);
    expect(draft.revision, 'frozen').toBe(decision?.evidenceRevision);
    expect(await desk.held(story.disputeId)).toMatchObject({
      notes: 'Written blind.',
      access_activity_log: expect.stringContaining('signed in'),
    });
  });

  test('a read that is asked to slow down waits as told', async () => {
    const story = await openedUnread(slowDown(1800));
    const before = (await desk.calls('disputes.retrieve', story.disputeId)).length;
    expect(before).toBe(1);
    await desk.skip(story.caseId, 25 * MINUTE);
    expect(await desk.calls('disputes.retrieve', story.disputeId)).toHaveLength(before);
    story.stop();
    await desk.skip(story.caseId, 6 * MINUTE);
    await desk.until(story.caseId, 'read', (s) => s.read.lastOkAt !== null);
  });

  test('a payment that cannot be read holds nothing up but what it would tell', async () => {
    const { payment_id, dispute_ids } = await desk.scenarioAfter('dispute_won', {}, (started) => {
      desk.faults.add('payments.retrieve', started.payment_id, cutBefore);
    });
    const caseId = `whop:${payment_id}`;
    const state = await desk.until(caseId, 'read', (s) => disputeOf(s).held !== null);
    expect(disputeOf(state).draft.fields['access_activity_log']).toBeDefined();
    await desk.challenge(caseId);
    await submitted(desk, { caseId, disputeId: dispute_ids[0] ?? '', run: '' });
  });
});

describe('what only people can put right', () => {
  test('a permission that is missing needs attention at once, names it, and is recovered from', async () => {
    const deny = (denied_permissions: string[]) =>
      desk.control('PATCH', '/settings/whop', { denied_permissions });
    await deny(['payment:dispute:read']);
    const { id: run, payment_id, dispute_ids } = await desk.scenario('dispute_won');
    const caseId = `whop:${payment_id}`;
    expect(await attention(caseId, 'provider_refused')).toMatch(
      /add the permission payment:dispute:read to the API key/,
    );
    const state = await desk.stateOf(caseId);
    expect(state?.read.failures, 'at once').toBe(1);
    await deny([]);
    await desk.skip(caseId, 5 * MINUTE);
    const well = await desk.until(
      caseId,
      'well again',
      (s) => s.attention.length === 0 && disputeOf(s).prefilled,
    );

    await deny(['payment:dispute']);
    await desk.edit(well.id, { notes: 'Not to be staged yet.' });
    expect(await attention(caseId, 'provider_refused')).toMatch(
      /add the permission payment:dispute to the API key/,
    );
    await deny([]);
    await desk.skip(caseId, 5 * MINUTE);
    await desk.until(caseId, 'staged', (s) => disputeOf(s).stageAt === null && s.attention.length === 0);
    expect((await desk.held(dispute_ids[0] ?? ''))['notes']).toBe('Not to be staged yet.');

    await deny(['payment:dispute']);
    await desk.challenge(caseId);
    expect(await attention(caseId, 'provider_refused')).toMatch(/payment:dispute/);
    await deny([]);
    await desk.skip(caseId, 10 * MINUTE);
    await submitted(desk, { caseId, disputeId: dispute_ids[0] ?? '', run });
    expect((await desk.stateOf(caseId))?.attention).toEqual([]);
    expect(await desk.spent(dispute_ids[0] ?? '')).toBe(1);
  });

  test('a key that is not accepted needs attention at once', async () => {
    const story = await openedUnread(refuse(401, 'The API key is invalid.'));
    expect(await attention(story.caseId, 'provider_refused')).toMatch(/check WHOP_API_KEY/);
    story.stop();
  });

  test('a dispute that is gone needs attention, is asked for hourly while its deadline is ahead, and may come back', async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '5d' });
    const comesBack = desk.faults.add('disputes.retrieve', story.disputeId, refuse(404, 'Not found.'));
    await desk.skip(story.caseId, 13 * HOUR);
    expect(await attention(story.caseId, 'object_gone')).toBe(
      'The provider says there is no such dispute any more.',
    );
    expect(await desk.challenge(story.caseId)).toMatchObject({
      status: 409,
      body: { detail: 'The provider says it does not exist any more.' },
    });
    comesBack();
    await desk.skip(story.caseId, 2 * HOUR);
    const state = await desk.until(story.caseId, 'back', (s) => disputeOf(s).goneAt === null);
    expect(state.attention).toEqual([]);
    await desk.skip(story.caseId, 4 * DAY);
    await submitted(desk, story);
    expect(await countOf(desk, story.caseId, 'needs_attention')).toBe(1);
  });

  test('a dispute that stays gone ends its case after the quiet period', async () => {
    const story = await opened(desk, 'dispute_won', { respond_in: '8h' });
    desk.faults.add('disputes.retrieve', story.disputeId, refuse(404, 'Not found.'));
    await desk.skip(story.caseId, 16 * DAY);
    await desk.until(story.caseId, 'closed', ({ open }) => !open);
    expect(await desk.spent(story.disputeId)).toBe(0);
  });
});
