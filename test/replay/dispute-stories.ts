import { DAY, HOUR, MINUTE } from '../../src/domain/instant.ts';
import { MESSAGE } from '../../src/domain/messages.ts';
import { caseWorkflowId } from '../../src/domain/names.ts';
import { disputeOf } from '../setup/case-views.ts';
import type { Desk } from '../setup/desk.ts';
import { cutBefore, failAfter, failBefore, refuse } from '../setup/faults.ts';
import { type Story, closed, noted, opened, ruled, submitted } from '../workflows/story.ts';
import { aCase, type Kept, type Play } from './play.ts';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n');
const INCOMPLETE = { reason: 'Product not as described' };

/** Cases that between them take every path through the workflow. */
export const DISPUTE_STORIES: Readonly<Record<string, Play>> = {
  'answered-by-a-person-and-won': async (desk) => {
    const story = await opened(desk, 'dispute_won');
    await desk.edit(story.caseId, { notes: 'They used it.' });
    const form = new FormData();
    form.set('slot', 'uncategorized_attachment');
    form.set('file', new Blob([PDF]), 'log.pdf');
    await desk.request('POST', `/api/v1/disputes/${story.caseId}/files`, form);
    await noted(desk, story.caseId, 'staged');
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    return await ruledAndClosed(desk, story, 'won');
  },

  'silence-answered-lost-then-won': silenceThenWon,

  'escalated-completed-and-moved': async (desk) => {
    const story = await opened(desk, 'deadline_moves', { respond_in: '8d', ...INCOMPLETE });
    await desk.transition(story.disputeId, 'move_deadline', { respond_in: '26h' });
    await noted(desk, story.caseId, 'deadline_moved');
    await desk.skip(story.caseId, 3 * HOUR);
    await noted(desk, story.caseId, 'needs_attention');
    await desk.edit(story.caseId, { refund_policy_disclosure: 'Refunds within 14 days.' });
    await submitted(desk, story);
    return aCase(story.caseId);
  },

  'proposed-lapsed-and-approved': async (desk) => {
    const story = await opened(desk, 'dispute_won');
    await desk.decide(story.caseId, { decision: 'challenge' }, { by: 'rea' });
    await noted(desk, story.caseId, 'proposed');
    await desk.edit(story.caseId, { notes: 'They used it.' });
    await noted(desk, story.caseId, 'proposal_lapsed');
    await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' }, { by: 'rea' });
    await desk.request('POST', `/api/v1/disputes/${story.caseId}/withdrawal`, { note: 'No.' });
    await noted(desk, story.caseId, 'proposal_declined');
    await desk.decide(story.caseId, { decision: 'challenge' }, { by: 'rea' });
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    return aCase(story.caseId);
  },

  'lapsed-without-an-answer': async (desk) => {
    const story = await opened(desk, 'dispute_lost', { respond_in: '12h', ...INCOMPLETE });
    await desk.skip(story.caseId, 13 * HOUR);
    await noted(desk, story.caseId, 'deadline_passed');
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    return aCase(story.caseId);
  },

  'in-doubt-and-sent-again': async (desk) => {
    const story = await opened(desk, 'dispute_won');
    desk.faults.add('disputes.submit_evidence', story.disputeId, cutBefore, 1);
    await desk.challenge(story.caseId);
    await noted(desk, story.caseId, 'submission_in_doubt');
    await desk.skip(story.caseId, 2 * MINUTE);
    await submitted(desk, story);
    return aCase(story.caseId);
  },

  'in-doubt-and-arrived': async (desk) => {
    const story = await opened(desk, 'dispute_won');
    desk.faults.add('disputes.submit_evidence', story.disputeId, failAfter, 1);
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    return aCase(story.caseId);
  },

  'in-doubt-and-settled-by-a-person': async (desk) => {
    const story = await opened(desk, 'dispute_won');
    desk.faults.add(
      'disputes.submit_evidence',
      story.disputeId,
      (work) => {
        desk.faults.add('disputes.retrieve', story.disputeId, failBefore);
        return failBefore(work);
      },
      1,
    );
    await desk.challenge(story.caseId);
    await noted(desk, story.caseId, 'submission_in_doubt');
    await desk.skip(story.caseId, 10 * MINUTE);
    await desk.request('POST', `/api/v1/disputes/${story.caseId}/resolution`, {
      outcome: 'done',
      note: 'Seen there.',
    });
    await submitted(desk, story);
    return aCase(story.caseId);
  },

  'refused-and-decided-again': async (desk) => {
    const story = await opened(desk, 'dispute_won');
    desk.faults.add('disputes.submit_evidence', story.disputeId, refuse(422, 'Too short.'), 1);
    await desk.challenge(story.caseId);
    await noted(desk, story.caseId, 'decision_withdrawn');
    await desk.edit(story.caseId, { notes: 'Longer.' });
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    return aCase(story.caseId);
  },

  'reads-that-fail': async (desk) => {
    const story = await opened(desk, 'dispute_won');
    const stop = desk.faults.add('disputes.retrieve', story.disputeId, failBefore);
    await desk.overwrite(story.disputeId, { amount: 48 }, 'dispute.updated');
    await desk.skip(story.caseId, 5 * MINUTE);
    stop();
    desk.faults.add('disputes.retrieve', story.disputeId, refuse(404, 'Gone.'), 1);
    await desk.skip(story.caseId, DAY);
    return aCase(story.caseId);
  },

  'alert-then-dispute-conceded': async (desk) => {
    const { id, payment_id, alert_id } = await desk.scenario('alert_becomes_dispute');
    const caseId = `whop:${payment_id}`;
    await desk.until(caseId, 'alert', (s) => disputeOf(s, alert_id ?? '').prefilled);
    await desk.edit(caseId, { notes: 'For the alert.' });
    const { dispute_ids } = await desk.advance(id);
    await desk.until(caseId, 'dispute', (s) => disputeOf(s, dispute_ids[0]).prefilled);
    await noted(desk, caseId, 'staged');
    await desk.decide(caseId, { decision: 'concede', confirm: 'concede' });
    await noted(desk, caseId, 'staging_cleared');
    return aCase(caseId);
  },

  'alert-that-lapses': async (desk) => {
    const { payment_id } = await desk.scenario('alert_lapses');
    const caseId = `whop:${payment_id}`;
    await desk.until(caseId, 'alert', (s) => s.disputes.length === 1);
    await desk.skip(caseId, 3 * DAY + HOUR);
    await closed(desk, caseId);
    return aCase(caseId);
  },

  'warning-then-dispute': async (desk) => {
    const story = await opened(desk, 'warning_becomes_dispute');
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    await desk.advance(story.run);
    await desk.until(story.caseId, 'a dispute', (s) => disputeOf(s).stage === 'chargeback');
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    return aCase(story.caseId);
  },

  'payment-known-late': async (desk) => {
    const { id, payment_id, dispute_ids } = await desk.scenario('dispute_payment_late');
    const before = `whop:dispute.${dispute_ids[0]}`;
    await desk.until(before, 'read', (s) => disputeOf(s).held !== null);
    await desk.edit(before, { notes: 'Early.' });
    await desk.advance(id);
    await desk.skip(before, 13 * HOUR);
    await closed(desk, before);
    const after = `whop:${payment_id}`;
    await desk.until(after, 'filled', (s) => disputeOf(s).draft.fields['customer_name'] !== undefined);
    return aCase(before, { there: caseWorkflowId(after) });
  },

  'two-disputes': async (desk) => {
    const story = await opened(desk, 'two_disputes', { respond_in: '2d' });
    const { dispute_ids } = await desk.advance(story.run);
    const second = { ...story, disputeId: dispute_ids[1] ?? '' };
    await desk.until(story.caseId, 'both', (s) => disputeOf(s, second.disputeId).prefilled);
    await desk.challenge(story.caseId, { dispute_id: second.disputeId });
    await submitted(desk, second);
    await desk.skip(story.caseId, DAY + HOUR);
    await submitted(desk, story);
    return aCase(story.caseId);
  },

  'typed-by-hand': async (desk) => {
    const story = await opened(desk, 'dispute_won');
    const handle = desk.handleOf(story.caseId);
    await handle.signal(MESSAGE.decide, 'challenge');
    await handle.signal(MESSAGE.editEvidence, { fields: { notes: 'Typed.' }, by: 'carla' });
    await noted(desk, story.caseId, 'evidence_edited');
    await handle.signal(MESSAGE.decide, { decision: 'challenge', by: 'carla' });
    await submitted(desk, story);
    return aCase(story.caseId);
  },
};

/** Played where runs are short. */
export const DISPUTES_IN_MANY_RUNS: Readonly<Record<string, Play>> = { 'in-many-runs': silenceThenWon };

async function silenceThenWon(desk: Desk): Promise<Kept> {
  const story = await opened(desk, 'lost_then_won', { respond_in: '3d' });
  await desk.skip(story.caseId, 2 * DAY + HOUR);
  await submitted(desk, story);
  await desk.advance(story.run);
  await ruled(desk, story, 'lost');
  await desk.skip(story.caseId, 3 * DAY);
  await closed(desk, story.caseId);
  return await ruledAndClosed(desk, story, 'won');
}

async function ruledAndClosed(desk: Desk, story: Story, outcome: string): Promise<Kept> {
  await desk.advance(story.run);
  await ruled(desk, story, outcome);
  await desk.skip(story.caseId, 3 * DAY);
  await closed(desk, story.caseId);
  return aCase(story.caseId);
}
