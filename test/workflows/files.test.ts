import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { failBefore, refuse } from '../setup/faults.ts';
import { type Story, countOf, noted, opened, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

const PDF = Buffer.from('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n');

async function attach({ caseId }: Story, slot: string, name = 'terms.pdf') {
  const form = new FormData();
  form.set('slot', slot);
  form.set('file', new Blob([PDF], { type: 'application/pdf' }), name);
  return await desk.request('POST', `/api/v1/disputes/${caseId}/files`, form);
}

describe.concurrent('evidence files', () => {
  test('are uploaded once each, private, when the answer is submitted and not before', async () => {
    const story = await opened(desk, 'dispute_won');
    const first = await attach(story, 'refund_policy_attachment');
    expect(first).toMatchObject({ status: 201, body: { slot: 'refund_policy_attachment', revision: 3 } });
    await attach(story, 'uncategorized_attachment', 'mails.pdf');
    await noted(desk, story.caseId, 'staged');
    expect((await desk.held(story.disputeId))['refund_policy_attachment']).toBeNull();
    await desk.challenge(story.caseId);
    const { draft } = await submitted(desk, story);
    const ids = draft.files.map(({ providerFileId }) => providerFileId ?? '');
    expect(ids).toHaveLength(2);
    for (const id of ids) {
      expect(await desk.effects('file_uploaded', id)).toHaveLength(1);
      expect((await desk.effects('file_created', id)).map(({ detail }) => detail)).toMatchObject([
        { visibility: 'private' },
      ]);
    }
    const held = await desk.held(story.disputeId);
    expect(held['refund_policy_attachment']).toMatchObject({ id: ids[0], filename: 'terms.pdf' });
    expect(held['uncategorized_attachment']).toMatchObject({ id: ids[1], filename: 'mails.pdf' });
  });

  test('a trouble while attaching neither uploads a file again nor sends the answer without it', async () => {
    const story = await opened(desk, 'dispute_won');
    await attach(story, 'uncategorized_attachment');
    await noted(desk, story.caseId, 'staged');
    desk.faults.add('disputes.update_evidence', story.disputeId, failBefore, 2);
    await desk.challenge(story.caseId);
    await desk.skip(story.caseId, 60_000);
    const { draft } = await submitted(desk, story);
    const [file] = draft.files;
    expect(await desk.effects('file_created', file?.providerFileId ?? '')).toHaveLength(1);
    expect(await countOf(desk, story.caseId, 'file_uploaded')).toBe(1);
    expect((await desk.held(story.disputeId))['uncategorized_attachment']).toMatchObject({
      id: file?.providerFileId,
    });
  });

  test('a slot takes as many as the provider does, and a file that was taken out is not sent', async () => {
    const story = await opened(desk, 'dispute_won');
    const { body } = await attach(story, 'uncategorized_attachment');
    expect(await attach(story, 'uncategorized_attachment', 'other.pdf')).toMatchObject({
      status: 409,
      body: { detail: 'The slot "uncategorized_attachment" takes 1 file and is full: remove one first.' },
    });
    const path = `/api/v1/disputes/${story.caseId}/files/${body.id}`;
    expect((await desk.request('DELETE', path)).status).toBe(204);
    expect((await desk.request('DELETE', path)).status).toBe(404);
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    expect((await desk.held(story.disputeId))['uncategorized_attachment']).toBeNull();
    expect((await attach(story, 'uncategorized_attachment')).status, 'frozen').toBe(409);
  });

  test('a file that is sent again, its answer having been lost, is in the draft once', async () => {
    const story = await opened(desk, 'dispute_won');
    const first = await attach(story, 'uncategorized_attachment');
    const { status, body } = await attach(story, 'uncategorized_attachment');
    expect({ status, body }).toEqual({ status: first.status, body: first.body });
    const { evidence } = (await desk.show(story.caseId)).body.disputes[0];
    expect(evidence.files).toHaveLength(1);
    expect(evidence.revision).toBe(first.body.revision);
  });

  test('a file somebody attached at the provider before we looked is part of the draft and stays attached', async () => {
    const id = await handedOver('theirs.pdf');
    const { payment_id, dispute_ids } = await desk.scenarioAfter('dispute_won', {}, async (started) => {
      await desk.overwrite(started.dispute_ids[0] ?? '', {
        refund_policy_attachment: { id, filename: 'theirs.pdf' },
      });
    });
    const [disputeId = ''] = dispute_ids;
    const caseId = `whop:${payment_id}`;
    await desk.until(caseId, 'read', (s) => disputeOf(s).prefilled);
    expect((await desk.show(caseId)).body.disputes[0].evidence.files).toMatchObject([
      { slot: 'refund_policy_attachment', name: 'theirs.pdf', size: null },
    ]);
    await desk.challenge(caseId);
    await submitted(desk, { caseId, disputeId, run: '' });
    expect((await desk.held(disputeId))['refund_policy_attachment']).toMatchObject({ id });
    expect(await countOf(desk, caseId, 'file_uploaded')).toBe(0);
  });

  test('a file somebody attaches at the provider later is part of the draft and stays attached', async () => {
    const story = await opened(desk, 'dispute_won');
    await noted(desk, story.caseId, 'staged');
    const id = await handedOver('later.pdf');
    const attachment = { uncategorized_attachment: { id, filename: 'later.pdf' } };
    await desk.overwrite(story.disputeId, attachment, 'dispute.updated');
    const state = await desk.until(story.caseId, 'noticed', (s) => disputeOf(s).draft.files.length === 1);
    expect(disputeOf(state).draft.revision).toBe(3);
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    expect((await desk.held(story.disputeId))['uncategorized_attachment']).toMatchObject({ id });
  });

  test('conceding after a refused answer takes our files away again as well', async () => {
    const story = await opened(desk, 'dispute_lost');
    await attach(story, 'uncategorized_attachment');
    desk.faults.add('disputes.submit_evidence', story.disputeId, refuse(422, 'Not so.'), 1);
    await desk.challenge(story.caseId);
    await noted(desk, story.caseId, 'decision_withdrawn');
    expect((await desk.held(story.disputeId))['uncategorized_attachment']).not.toBeNull();
    await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' });
    await noted(desk, story.caseId, 'staging_cleared');
    expect(await desk.held(story.disputeId)).toMatchObject({
      uncategorized_attachment: null,
      customer_name: null,
    });
  });
});

/** A file somebody handed over at the provider itself; answers with its id there. */
async function handedOver(name: string): Promise<string | undefined> {
  const theirs = { name, type: 'application/pdf', bytes: PDF, slot: '', merchantId: null };
  return await desk.providers.get('whop')?.uploadFile(theirs, new AbortController().signal);
}
