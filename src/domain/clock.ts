import { applyDecision } from './decisions.ts';
import type { CaseFile } from './case-file.ts';
import { CLOCK } from './case-file.ts';
import type { Actor, Dispute } from './case.ts';
import { missingEvidence } from './completeness.ts';
import { fileMoments, hasDeadFile, watchFiles } from './file-lives.ts';
import {
  alertEnd,
  expectedBy,
  isPast,
  nextReminder,
  reminders,
  silenceMoment,
  spanInWords,
} from './deadline.ts';
import { canBeAnswered } from './dispute.ts';
import { preventByPolicy } from './prevention.ts';
import { type Moment, moment } from './moment.ts';
import { lapseProposal } from './proposals.ts';
import { type Instant, millis, minus } from './instant.ts';

/** Does what the clock alone brings: reminders, the policy's act on silence, deadlines that pass, alerts that run out. Calls nobody. */
export function tick(file: CaseFile, now: Instant): void {
  for (const dispute of file.state.disputes) {
    if (dispute.supersededBy === null) watch(file, dispute, now);
    lapseProposal(file, dispute, now);
  }
}

function watch(file: CaseFile, dispute: Dispute, now: Instant): void {
  if (dispute.kind === 'alert') watchAlert(file, dispute, now);
  else if (canBeAnswered(dispute)) watchDeadline(file, dispute, now);
  else watchUnknownStatus(file, dispute, now);
}

/** The moments at which {@link tick} has something to do. */
export function nextTick(file: CaseFile, dispute: Dispute, now: Instant): readonly Moment[] {
  if (dispute.supersededBy !== null) return [];
  if (dispute.kind === 'alert') {
    return moment(dispute.status === 'closed' ? null : alertEnd(dispute, file.policy), 'The alert runs out');
  }
  if (!canBeAnswered(dispute)) return [];
  const undecided = dispute.decision === null;
  return [
    ...moment(dispute.deadlinePassed ? null : dispute.respondBy, 'The deadline'),
    ...moment(undecided ? dispute.respondByEstimate : null, 'The usual window ends'),
    ...fileMoments(dispute),
    ...moment(undecided ? nextReminder(dispute, file.policy) : null, 'Remind people'),
    ...moment(undecided ? silenceDue(file, dispute, now) : null, 'Nobody decided: the policy acts'),
  ];
}

/** Nothing is concluded from a status that is new to us, which from the first reading on leaves nobody to act but a person. */
function watchUnknownStatus(file: CaseFile, dispute: Dispute, now: Instant): void {
  const { status, decision, ruling, goneAt, settledByNetwork, respondBy, providerStatus } = dispute;
  if (status !== 'other' || decision !== null || ruling !== null || goneAt !== null || settledByNetwork)
    return;
  const by = respondBy === null ? '' : ` by ${respondBy}`;
  const reason = `The provider calls its status "${providerStatus}", which is new here: see there whether it wants an answer${by}.`;
  file.attend(now, 'status_unknown', dispute, reason);
}

function watchDeadline(file: CaseFile, dispute: Dispute, now: Instant): void {
  if (dispute.decision === null) {
    flagDeadline(file, dispute, now);
    remind(file, dispute, now);
    actOnSilence(file, dispute, now);
  }
  watchFiles(file, dispute, now);
  passDeadline(file, dispute, now);
}

/** A missing deadline, or one that was past when it became known, is a person's business at once. */
function flagDeadline(file: CaseFile, dispute: Dispute, now: Instant): void {
  if (dispute.respondBy === null) {
    file.attend(now, 'deadline_unknown', dispute, unknownDeadlineSentence(file, dispute, now));
  } else if (isPast(dispute.respondBy, dispute.respondByKnownAt)) {
    file.attend(
      now,
      'deadline_past',
      dispute,
      'The deadline had passed when it became known: answer at once if the provider still takes it.',
    );
  }
}

function unknownDeadlineSentence(
  { capabilities }: CaseFile,
  { respondByEstimate }: Dispute,
  now: Instant,
): string {
  const act = capabilities.submit
    ? 'decide soon, nothing happens by itself.'
    : 'submit the packet elsewhere soon and record that, nothing happens by itself.';
  if (respondByEstimate === null) return `The provider names no deadline: ${act}`;
  return isPast(respondByEstimate, now)
    ? `The provider names no deadline, and the network's usual window, an estimate, ended at ${respondByEstimate}: ${act}`
    : `The provider names no deadline; the network's usual window, an estimate, ends at ${respondByEstimate}: ${act}`;
}

/** One reminder at a time: after an outage only the latest that is due goes out. */
function remind(file: CaseFile, dispute: Dispute, now: Instant): void {
  const { respondBy } = dispute;
  const by = expectedBy(dispute);
  if (by === null || isPast(by, now)) return;
  const due = reminders(dispute, file.policy).filter(
    (before) => isPast(minus(by, before), now) && !dispute.reminded.includes(before),
  );
  if (due.length === 0) return;
  dispute.reminded = [...dispute.reminded, ...due];
  const left = spanInWords(millis(by) - millis(now));
  const howLong = respondBy === null ? `by our estimate about ${left} left` : `${left} left`;
  const what = dispute.proposal === null ? 'No decision yet' : `Only proposed yet (${dispute.proposal.kind})`;
  file.note(now, 'reminder', CLOCK, `${what}, and ${howLong}.`, {
    dispute,
    data: { respond_by: respondBy, before_ms: Math.min(...due) },
  });
}

/** When silence is acted on next; null when it was escalated and waits for the draft to change, or when the policy lets it lapse. */
function silenceDue(file: CaseFile, dispute: Dispute, now: Instant): Instant | null {
  const at = silenceMoment(dispute, file.policy);
  if (at === null || wouldOnlyEscalateAgain(file, dispute, now)) return null;
  const notBefore = dispute.silenceNotBefore;
  return notBefore !== null && notBefore > at ? notBefore : at;
}

function wouldOnlyEscalateAgain(file: CaseFile, dispute: Dispute, now: Instant): boolean {
  return dispute.escalated && !policySubmits(file, dispute, now);
}

/** Whether silence would be answered by sending the draft as it is. */
export function policySubmits(file: CaseFile, dispute: Dispute, now: Instant): boolean {
  if (!file.capabilities.submit || hasDeadFile(dispute, now)) return false;
  const { onSilence } = file.policy.response;
  return (
    onSilence === 'submit' ||
    (onSilence === 'submit_if_complete' && missingEvidence(dispute, file.capabilities).length === 0)
  );
}

/** After the deadline only the provider's own word that it is still editable keeps this going. */
function actOnSilence(file: CaseFile, dispute: Dispute, now: Instant): void {
  if (!isPast(silenceDue(file, dispute, now), now) || isAboutToBeRead(file, dispute)) return;
  if (isPast(dispute.respondBy, now) && dispute.editable !== true) return;
  const policy: Actor = { type: 'policy', id: file.policy.version, via: 'timer' };
  if (policySubmits(file, dispute, now)) {
    applyDecision(file, dispute, {
      kind: 'challenge',
      by: policy,
      at: now,
      note: null,
      evidenceRevision: dispute.draft.revision,
    });
    return;
  }
  dispute.escalated = true;
  if (file.policy.response.onSilence === 'lapse') {
    file.note(now, 'silence', policy, 'Nobody decided; the policy lets the deadline pass.', { dispute });
    return;
  }
  const lacking = missingEvidence(dispute, file.capabilities).map((names) => names.join(' or '));
  if (hasDeadFile(dispute, now)) lacking.push('a document that has not expired');
  file.attend(
    now,
    'evidence_incomplete',
    dispute,
    `Nobody decided, and the evidence lacks ${lacking.join(', ')}: complete it or decide before ${dispute.respondBy}.`,
  );
}

/** A dispute just heard of is read at once, which fills its draft: nothing is gained by answering with an empty one a moment earlier. */
function isAboutToBeRead({ capabilities, state }: CaseFile, { held }: Dispute): boolean {
  return capabilities.read && held === null && state.read.failures === 0;
}

function passDeadline(file: CaseFile, dispute: Dispute, now: Instant): void {
  if (dispute.deadlinePassed || !isPast(dispute.respondBy, now)) return;
  dispute.deadlinePassed = true;
  file.state.read.dueAt = file.capabilities.read ? now : null;
  const meant = dispute.decision !== null && dispute.decision.kind !== 'challenge';
  file.note(
    now,
    'deadline_passed',
    CLOCK,
    meant ? 'The deadline passed, as decided.' : 'The deadline passed without an answer.',
    {
      dispute,
    },
  );
  if (!meant && file.policy.response.onSilence !== 'lapse') {
    file.attend(
      now,
      'deadline_missed',
      dispute,
      'The deadline passed without an answer: ask the provider whether it still takes one.',
    );
  }
}

function watchAlert(file: CaseFile, alert: Dispute, now: Instant): void {
  const decision = preventByPolicy(file, alert, now);
  if (decision !== null) applyDecision(file, alert, decision);
  expireAlert(file, alert, now);
}

function expireAlert(file: CaseFile, alert: Dispute, now: Instant): void {
  if (alert.status === 'closed' || !isPast(alertEnd(alert, file.policy), now)) return;
  alert.status = 'closed';
  file.unattendAll(alert);
  file.note(now, 'alert_expired', CLOCK, 'No dispute came of the alert in time.', { dispute: alert });
}
