import type { Dispute } from './case.ts';

/** Whether the one submission of this dispute's phase is gone: by us, by somebody elsewhere, or perhaps. */
export function isSpent(dispute: Dispute): boolean {
  const step = dispute.submission?.step;
  return step === 'done' || step === 'doubt';
}

/** Whether the provider would still take an answer. A passed deadline alone does not end that: the provider's word does. */
export function canBeAnswered(dispute: Dispute): boolean {
  return (
    dispute.kind === 'dispute' &&
    dispute.status === 'needs_response' &&
    dispute.editable !== false &&
    !dispute.settledByNetwork &&
    dispute.goneAt === null &&
    dispute.supersededBy === null &&
    !isSpent(dispute)
  );
}

/** Whether its draft may change no more: somebody decided, the one submission is gone, or it was ruled. */
export function isFrozen(dispute: Dispute): boolean {
  return dispute.decision !== null || isSpent(dispute) || dispute.ruling !== null;
}

/** Nothing more is expected of it, save that a ruling may yet turn. */
export function isSettled(dispute: Dispute): boolean {
  return (
    dispute.ruling !== null ||
    dispute.goneAt !== null ||
    dispute.supersededBy !== null ||
    isAlertOver(dispute)
  );
}

/** An alert that ended: its window passed, a person ignored it, or the network had settled it. */
function isAlertOver(dispute: Dispute): boolean {
  return dispute.kind === 'alert' && dispute.status === 'closed';
}
