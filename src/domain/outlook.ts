import type { CaseFile } from './case-file.ts';
import type { Dispute } from './case.ts';
import { policySubmits } from './clock.ts';
import { alertEnd, isPast, silenceMoment } from './deadline.ts';
import { canBeAnswered } from './dispute.ts';
import type { Instant } from './instant.ts';

/** What happens by itself if nobody acts, and when. */
export interface Outlook {
  /** `submits`: the draft is sent as it is. `escalates`: people are asked again, nothing is sent. `lapses`: the deadline passes. `ends`: an alert runs out. `nothing`: it waits for people. */
  readonly act: 'submits' | 'escalates' | 'lapses' | 'ends' | 'nothing';
  /** Null where nothing happens, or happens as soon as possible. */
  readonly at: Instant | null;
}

/** What becomes of a dispute that waits for a decision; null where none is needed any more. */
export function outlook(file: CaseFile, dispute: Dispute, now: Instant): Outlook | null {
  if (dispute.decision !== null || dispute.supersededBy !== null) return null;
  if (dispute.kind === 'alert')
    return dispute.status === 'closed' ? null : { act: 'ends', at: alertEnd(dispute, file.policy) };
  if (!canBeAnswered(dispute)) return null;
  const at = silenceMoment(dispute, file.policy);
  const isOver = isPast(dispute.respondBy, now) && dispute.editable !== true;
  if (at === null || isOver) return { act: 'nothing', at: null };
  if (policySubmits(file, dispute, now)) return { act: 'submits', at: soonest(at, dispute, now) };
  const act = file.policy.response.onSilence === 'lapse' ? 'lapses' : 'escalates';
  return { act, at: act === 'lapses' ? dispute.respondBy : at };
}

function soonest(at: Instant, { silenceNotBefore }: Dispute, now: Instant): Instant | null {
  const due = silenceNotBefore !== null && silenceNotBefore > at ? silenceNotBefore : at;
  return isPast(due, now) ? null : due;
}
