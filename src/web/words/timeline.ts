import type { Actor } from '../../domain/case.ts';
import { word } from './cases.ts';

/** Short titles; the sentence beside them is the entry's own summary. */
const KINDS: Readonly<Record<string, string>> = {
  act_refused: 'Refused',
  alert_expired: 'Alert ran out',
  alert_opened: 'Alert',
  answered_elsewhere: 'Answered elsewhere',
  case_closed: 'Case closed',
  case_joined: 'Case joined',
  closed_for_answers: 'Takes no answer any more',
  conceded: 'Conceded',
  deadline_moved: 'Deadline moved',
  deadline_passed: 'Deadline passed',
  decided: 'Decided',
  decision_withdrawn: 'Decision withdrawn',
  dispute_opened: 'Dispute opened',
  documents_renewed: 'Documents handed over again',
  draft_taken_over: 'Draft taken over',
  erased: 'Personal data erased',
  event_received: 'Provider’s message',
  evidence_changed_elsewhere: 'Evidence changed elsewhere',
  evidence_edited: 'Evidence edited',
  evidence_prefilled: 'Evidence filled in',
  evidence_read: 'Evidence read',
  evidence_staged: 'Draft sent to the provider',
  file_uploaded: 'File handed over',
  handed_over: 'Handed over',
  needs_attention: 'Needs attention',
  payment_read: 'Payment read',
  proposal_declined: 'Proposal declined',
  proposal_lapsed: 'Proposal lapsed',
  proposal_withdrawn: 'Proposal taken back',
  proposed: 'Proposed',
  provider_refused: 'Provider refused',
  read: 'Read at the provider',
  refund_news: 'Refund',
  refund_requested: 'Refund asked for',
  reminder: 'Reminder',
  reopened: 'Opened again',
  ruled: 'Ruling',
  sent_unseen: 'Sent unseen',
  settled_by_network: 'Settled by the card network',
  settled_by_person: 'Settled by a person',
  silence: 'Nobody decided',
  stage_changed: 'Stage changed',
  staging_cleared: 'Draft taken off the provider',
  staging_refused: 'Draft refused',
  status_changed: 'Status changed',
  submission_in_doubt: 'Submission in doubt',
  submission_not_done: 'Submission not made',
  submitted: 'Submitted',
};

/** What a time line entry is about, in a word or two. */
export function timelineTitle(kind: string): string {
  return word(KINDS, kind);
}

/** Those a person looks for first; the rest is how it came about. */
const MILESTONES = new Set([
  'alert_opened',
  'answered_elsewhere',
  'case_closed',
  'conceded',
  'deadline_moved',
  'deadline_passed',
  'decided',
  'dispute_opened',
  'needs_attention',
  'proposed',
  'refund_requested',
  'reopened',
  'ruled',
  'settled_by_person',
  'stage_changed',
  'submission_in_doubt',
  'submission_not_done',
  'submitted',
]);

export function isMilestone(kind: string): boolean {
  return MILESTONES.has(kind);
}

const WAYS: Readonly<Record<string, string>> = {
  api: 'by API',
  chat: 'in chat',
  cli: 'from a command line',
  hand_over: 'as two cases became one',
  page: 'on this desk',
  read: 'read at the provider',
  reconcile: 'found by comparing',
  temporal: 'by the Temporal UI',
  timer: 'by the clock',
  webhook: 'by webhook',
} satisfies Readonly<Record<Actor['via'], string>>;

/** By which way somebody acted. */
export function wayWords(via: string): string {
  return Object.hasOwn(WAYS, via) ? (WAYS[via] ?? via) : via;
}
