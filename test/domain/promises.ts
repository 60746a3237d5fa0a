import type { CaseFile } from '../../src/domain/case-file.ts';
import type { Dispute } from '../../src/domain/case.ts';
import { isPast, silenceMoment } from '../../src/domain/deadline.ts';
import { canBeAnswered } from '../../src/domain/dispute.ts';
import { type Instant, plus } from '../../src/domain/instant.ts';

/** The longest a dispute may be left alone after the policy could have answered it: the wait after a refusal. */
const LONGEST_RETRY = 3_600_000;

/** What must hold whenever a case goes to sleep: it wakes up in the future, and before a deadline would be left to pass unattended. */
export function checkWait(file: CaseFile, until: Instant | null, now: Instant): void {
  if (until !== null && until <= now) throw new Error(`a wait until the past: ${until}`);
  for (const dispute of file.state.disputes) {
    const latest = latestWaking(file, dispute, now);
    if (latest === null || (until !== null && until <= latest)) continue;
    throw new Error(`${dispute.id} needs somebody by ${latest}, and the case sleeps until ${until}`);
  }
}

/** By when an undecided dispute has to be looked at again; null when nobody has to. */
function latestWaking(file: CaseFile, dispute: Dispute, now: Instant): Instant | null {
  if (!canBeAnswered(dispute) || dispute.decision !== null || isPast(dispute.respondBy, now)) return null;
  const silence = silenceMoment(dispute, file.policy);
  if (silence === null) return null;
  const refused = dispute.silenceNotBefore;
  const due = refused !== null && refused > silence ? refused : silence;
  if (due > now) return due;
  return dispute.escalated ? dispute.respondBy : plus(now, LONGEST_RETRY);
}

/** What must hold whenever the one answer is about to be given. */
export function checkSubmit(dispute: Dispute): void {
  if (!canBeAnswered(dispute) || dispute.decision === null)
    throw new Error(`${dispute.id} is not to be answered`);
  if (dispute.decision.evidenceRevision !== dispute.draft.revision)
    throw new Error(`${dispute.id} was decided on at revision ${dispute.decision.evidenceRevision}`);
}
