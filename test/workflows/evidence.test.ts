import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, SECOND } from '../../src/domain/instant.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { refuse } from '../setup/faults.ts';
import { type Story, countOf, noted, opened, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({
    policy: {
      evidence: {
        refundPolicyDisclosure: 'Refunds within 14 days.',
        cancellationPolicyDisclosure: null,
        productDescriptions: {},
      },
    },
  });
});
afterAll(() => desk.close());

const updates = async ({ disputeId }: Story): Promise<number> =>
  (await desk.calls('disputes.update_evidence', disputeId)).length;

/** An opened dispute whose first draft is at the provider. */
async function staged(scenario = 'dispute_won', more: object = {}): Promise<Story> {
  const story = await opened(desk, scenario, more);
  await noted(desk, story.caseId, 'staged');
  return story;
}

describe.concurrent('the draft', () => {
  test('starts from what the provider holds, then the payment, then the policy file, and is staged', async () => {
    const story = await staged();
    const { fields, revision, frozen } = (await desk.show(story.caseId)).body.disputes[0].evidence;
    expect(fields).toMatchObject({
      access_activity_log: expect.stringContaining('signed in'),
      customer_name: expect.any(String),
      customer_email_address: expect.stringContaining('@example.com'),
      billing_address: expect.any(String),
      product_description: expect.any(String),
      service_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      refund_policy_disclosure: 'Refunds within 14 days.',
    });
    expect({ revision, frozen }).toEqual({ revision: 2, frozen: false });
    expect(await desk.held(story.disputeId)).toMatchObject(fields);
  });

  test('a burst of edits reaches the provider as one update', async () => {
    const story = await staged();
    const before = await updates(story);
    for (const notes of ['One.', 'Two.', 'Three.', 'Four.', 'Five.'])
      await desk.edit(story.caseId, { notes });
    await noted(desk, story.caseId, 'staged', 2);
    await desk.skip(story.caseId, 10 * SECOND);
    expect(await updates(story)).toBe(before + 1);
    expect((await desk.held(story.disputeId))['notes']).toBe('Five.');
  });

  test('an edit merges, null clears, and each change makes one revision', async () => {
    const story = await staged();
    const first = await desk.edit(story.caseId, { notes: 'Kept.', billing_address: null });
    expect(first.body).toMatchObject({ revision: 3, fields: { notes: 'Kept.' } });
    expect(first.body.fields).not.toHaveProperty('billing_address');
    await noted(desk, story.caseId, 'staged', 2);
    expect(await desk.held(story.disputeId)).toMatchObject({ notes: 'Kept.', billing_address: null });
    await desk.skip(story.caseId, 2 * DAY);
    const { fields } = (await desk.show(story.caseId)).body.disputes[0].evidence;
    expect(fields, 'what was cleared stays cleared').not.toHaveProperty('billing_address');
  });

  test('a text changed at the provider becomes a revision here and is not overwritten', async () => {
    const story = await staged();
    await desk.overwrite(story.disputeId, { notes: 'Typed in the dashboard.' }, 'dispute.updated');
    const change = await noted(desk, story.caseId, 'evidence_changed_elsewhere');
    expect(change.data).toMatchObject({ revision: 3, taken: ['notes'] });
    await desk.edit(story.caseId, { refund_refusal_explanation: 'Past the window.' });
    await noted(desk, story.caseId, 'staged', 2);
    expect(await desk.held(story.disputeId)).toMatchObject({
      notes: 'Typed in the dashboard.',
      refund_refusal_explanation: 'Past the window.',
    });
  });

  test('a text changed on both sides keeps ours, and theirs stands in the time line', async () => {
    const story = await staged();
    await desk.edit(story.caseId, { notes: 'Ours.' });
    await desk.overwrite(story.disputeId, { notes: 'Theirs.' });
    await noted(desk, story.caseId, 'evidence_changed_elsewhere');
    await noted(desk, story.caseId, 'staged', 2);
    expect((await desk.held(story.disputeId))['notes']).toBe('Ours.');
  });

  test('what was decided on is frozen, and exactly that is sent, whatever is typed elsewhere meanwhile', async () => {
    const story = await staged();
    const { body } = await desk.edit(story.caseId, { notes: 'Decided on.' });
    await desk.overwrite(story.disputeId, { notes: 'Typed at the last moment.' });
    const decided = await desk.challenge(story.caseId, { evidence_revision: body.revision });
    expect(decided.body).toMatchObject({ evidence_revision: body.revision, warnings: [] });
    const late = await desk.edit(story.caseId, { notes: 'Too late.' });
    expect(late).toMatchObject({
      status: 409,
      body: { detail: `Revision ${body.revision} was decided on by ada and is frozen.` },
    });
    const { draft, submission } = await submitted(desk, story);
    expect(draft.revision).toBe(body.revision);
    expect(submission).toMatchObject({ evidenceHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await desk.held(story.disputeId))['notes']).toBe('Decided on.');
    expect((await noted(desk, story.caseId, 'evidence_changed_elsewhere')).data).toMatchObject({ taken: [] });
  });

  test('conceding clears what was staged, keeps what was not ours, and sends nothing', async () => {
    const story = await staged('dispute_lost');
    await desk.edit(story.caseId, { notes: 'A draft.' });
    await noted(desk, story.caseId, 'staged', 2);
    await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede', note: 'Not worth it.' });
    await noted(desk, story.caseId, 'staging_cleared');
    expect(await desk.held(story.disputeId)).toMatchObject({
      notes: null,
      product_description: null,
      access_activity_log: expect.stringContaining('signed in'),
    });
    await desk.skip(story.caseId, 11 * DAY);
    expect(await desk.calls('disputes.submit_evidence', story.disputeId)).toEqual([]);
    expect((await noted(desk, story.caseId, 'decided')).data).toMatchObject({ note: 'Not worth it.' });
  });

  test('a draft the provider does not take is kept, noted, and staged with the next edit', async () => {
    const story = await staged();
    desk.faults.add('disputes.update_evidence', story.disputeId, refuse(422, 'notes is too odd.'), 1);
    await desk.edit(story.caseId, { notes: 'Odd.' });
    expect((await noted(desk, story.caseId, 'staging_refused')).summary).toMatch(/notes is too odd/);
    await desk.edit(story.caseId, { notes: 'Even.' });
    await noted(desk, story.caseId, 'staged', 2);
    expect((await desk.held(story.disputeId))['notes']).toBe('Even.');
  });
});

describe.concurrent('reads of an open dispute', () => {
  test('come every 12 hours by themselves, and several events at once need one', async () => {
    const story = await staged();
    const reads = async () => (await desk.calls('disputes.retrieve', story.disputeId)).length;
    const before = await reads();
    await desk.skip(story.caseId, 2 * DAY + HOUR);
    expect((await reads()) - before).toBe(4);
  });

  test('nothing is noted where nothing changed', async () => {
    const story = await staged();
    const before = await desk.timelineOf(story.caseId);
    await desk.skip(story.caseId, 2 * DAY);
    expect(await desk.timelineOf(story.caseId)).toEqual(before);
    expect(await countOf(desk, story.caseId, 'evidence_changed_elsewhere')).toBe(0);
  });
});
