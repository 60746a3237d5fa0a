import type { CaseFile } from './case-file.ts';
import { providerActor } from './case-file.ts';
import type { Actor, Dispute } from './case.ts';
import { alertEnd } from './deadline.ts';
import { carryDraftOver, emptyDraft, takeDraftOver } from './evidence.ts';
import type { Instant } from './instant.ts';
import type { AlertReading, DisputeReading } from './provider.ts';
import { takeDisputeReading } from './reading.ts';

/** Opens a dispute nobody has heard of; it goes on with the draft of the alert or inquiry that led to it. */
export function openDispute(
  file: CaseFile,
  reading: DisputeReading,
  now: Instant,
  by: Actor = providerActor(file.state.provider, 'webhook'),
): Dispute {
  const predecessor = predecessorOf(file, reading);
  const dispute: Dispute = {
    ...blank('dispute', reading.id, now),
    stage: reading.stage,
    status: reading.status,
    providerStatus: reading.providerStatus,
    amount: reading.amount,
    reason: reading.reason,
    providerReason: reading.providerReason,
    respondBy: reading.respondBy,
    createdAt: reading.createdAt,
  };
  if (predecessor !== null) {
    carryDraftOver(predecessor, dispute);
    // A closed warning may yet come back to life beside it, and must then be seen. An alert takes no decision any more, so that nobody could ever
    // see to what was asked about it.
    if (predecessor.kind === 'alert') {
      predecessor.supersededBy = dispute.id;
      file.unattendAll(predecessor);
    }
  }
  file.state.disputes = [...file.state.disputes, dispute];
  file.note(now, 'dispute_opened', by, openingSentence(dispute), {
    dispute,
    data: { stage: dispute.stage, status: dispute.status, follows: predecessor?.id ?? null },
  });
  takeDisputeReading(file, dispute, reading, now, by);
  return dispute;
}

/** Opens an alert, or finds that the dispute it warned of is known already. */
export function openAlert(
  file: CaseFile,
  reading: AlertReading,
  now: Instant,
  by: Actor = providerActor(file.state.provider, 'webhook'),
): void {
  const alert = blank('alert', reading.id, now);
  alert.providerReason = reading.type;
  file.state.disputes = [...file.state.disputes, alert];
  file.note(now, 'alert_opened', by, 'An early warning came in.', {
    dispute: alert,
    data: { type: reading.type },
  });
  takeAlertReading(file, alert, reading, now);
}

/** What a read of an alert says. */
export function takeAlertReading(file: CaseFile, alert: Dispute, reading: AlertReading, now: Instant): void {
  file.state.merchantId ??= reading.merchantId;
  file.state.paymentId ??= reading.paymentId;
  alert.goneAt = null;
  file.unattend('object_gone', alert);
  alert.amount = reading.amount ?? alert.amount;
  alert.createdAt ??= reading.createdAt;
  alert.respondByEstimate = alertEnd(alert, file.policy);
  if (reading.settledByNetwork && !alert.settledByNetwork) {
    alert.settledByNetwork = true;
    file.note(
      now,
      'settled_by_network',
      providerActor(file.state.provider, 'read'),
      'The card network has settled this already; no answer is possible.',
      {
        dispute: alert,
      },
    );
  }
  const dispute = reading.disputeId === null ? null : file.dispute(reading.disputeId);
  if (dispute !== null && alert.supersededBy === null) supersede(file, alert, dispute, now);
}

/** An alert that came after its dispute gives it the draft, unless somebody has worked on the dispute's own. */
export function supersede(file: CaseFile, alert: Dispute, dispute: Dispute, now: Instant): void {
  alert.supersededBy = dispute.id;
  file.unattendAll(alert);
  takeDraftOver(file, alert, dispute, now);
}

/**
 * The alert that named this dispute, else the newest alert without one, else a warning that closed, else an inquiry, which may still look open when the
 * chargeback that follows it is heard of first: all of the same payment.
 */
function predecessorOf(file: CaseFile, reading: DisputeReading): Dispute | null {
  const candidates = file.state.disputes.filter(({ supersededBy }) => supersededBy === null);
  return (
    candidates.findLast(({ kind }) => kind === 'alert') ??
    candidates.findLast(
      ({ stage, status, id }) =>
        id !== reading.id && (stage === 'inquiry' || (stage === 'alert' && status === 'closed')),
    ) ??
    null
  );
}

function openingSentence(dispute: Dispute): string {
  return dispute.stage === 'alert' ? 'A warning was opened.' : `A dispute was opened (${dispute.stage}).`;
}

function blank(kind: Dispute['kind'], id: string, now: Instant): Dispute {
  return {
    kind,
    id,
    stage: 'alert',
    status: 'needs_response',
    providerStatus: kind,
    providerStage: null,
    amount: null,
    reason: null,
    providerReason: null,
    respondBy: null,
    respondByEstimate: null,
    respondByKnownAt: now,
    editable: null,
    settledByNetwork: false,
    createdAt: null,
    firstSeenAt: now,
    goneAt: null,
    hint: null,
    statements: [],
    funds: [],
    supersededBy: null,
    draft: emptyDraft(),
    held: null,
    heldBefore: [],
    stagedFields: [],
    stageAt: null,
    stageFailures: 0,
    prefilled: false,
    proposal: null,
    decision: null,
    submission: null,
    refunds: [],
    earlierSubmissions: [],
    ruling: null,
    reminded: [],
    escalated: false,
    silenceNotBefore: null,
    deadlinePassed: false,
  };
}
