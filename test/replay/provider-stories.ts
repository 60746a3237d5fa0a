import { MINUTE } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import type { Desk } from '../setup/desk.ts';
import { cutAfter } from '../setup/faults.ts';
import { noted, opened, ruled, type Story, submitted } from '../workflows/story.ts';
import { aCase, type Play } from './play.ts';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n');

/** Providers that hold no draft, concede by a call, forget documents, or only tell. */
export const PROVIDER_STORIES: Readonly<Record<string, Play>> = {
  'wepay-answered-whole-and-won': async (desk) => {
    const story = await challenged(desk, 'wepay_won');
    await submitted(desk, story);
    await desk.advance(story.run);
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
    return aCase(story.caseId);
  },

  'wepay-answered-with-new-documents': async (desk) => {
    const story = await challenged(desk, 'wepay_documents_die');
    await submitted(desk, story);
    return aCase(story.caseId);
  },

  'wepay-inquiry-and-chargeback': async (desk) => {
    const story = await challenged(desk, 'wepay_inquiry_to_chargeback');
    await submitted(desk, story);
    await desk.advance(story.run);
    const { dispute_ids } = await desk.advance(story.run);
    const chargeback = { ...story, disputeId: dispute_ids[1] ?? '' };
    await desk.until(story.caseId, 'read', (state) => disputeOf(state, chargeback.disputeId).held !== null);
    await desk.challenge(story.caseId);
    await submitted(desk, chargeback);
    return aCase(story.caseId);
  },

  'wepay-conceded-in-doubt': async (desk) => {
    const story = await opened(desk, 'wepay_concede');
    desk.faults.add('disputes.concede', story.disputeId, cutAfter, 1);
    await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' });
    await noted(desk, story.caseId, 'submission_in_doubt');
    await desk.skip(story.caseId, 2 * MINUTE);
    await ruled(desk, story, 'lost');
    return aCase(story.caseId);
  },

  'ccg-submitted-elsewhere-and-lost': async (desk) => {
    const story = await opened(desk, 'ccg_lost');
    await desk.decide(story.caseId, { decision: 'submitted_elsewhere' });
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    return aCase(story.caseId);
  },

  'ccg-ruling-before-its-opening': async (desk) => {
    const { id, payment_id } = await desk.scenario('ccg_ruling_first');
    await desk.advance(id);
    await desk.advance(id);
    const caseId = `ccg:${payment_id}`;
    await desk.until(caseId, 'both', (state) => disputeOf(state).statements.length === 2);
    return aCase(caseId);
  },
};

/** A case with an explanation and a document, decided on. */
async function challenged(desk: Desk, scenario: string): Promise<Story> {
  const story = await opened(desk, scenario);
  await desk.edit(story.caseId, { explanation: 'It was delivered and signed for.' });
  const form = new FormData();
  form.set('slot', 'tracking');
  form.set('file', new Blob([PDF]), 'label.pdf');
  await desk.request('POST', `/api/v1/disputes/${story.caseId}/files`, form);
  await desk.challenge(story.caseId);
  return story;
}
