import { CaseFile, newCase } from '../../src/domain/case-file.ts';
import type { Actor, Dispute, EvidenceFile } from '../../src/domain/case.ts';
import { type Instant, type Millis, instant, millis } from '../../src/domain/instant.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import type { WorkflowPolicy } from '../../src/domain/messages.ts';
import type { CaseId } from '../../src/domain/names.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type {
  AlertReading,
  Capabilities,
  DisputeReading,
  HeldEvidence,
  PaymentReading,
  ProviderEvent,
} from '../../src/domain/provider.ts';
import {
  type FailureKind,
  type ProviderFailure,
  type ReadResult,
  takeReadResult,
} from '../../src/domain/reads.ts';
import type { TextRef } from '../../src/domain/text.ts';
import { WHOP_CAPABILITIES } from '../../src/providers/whop/capabilities.ts';

/** Where every domain test begins. */
export const START: Instant = '2026-11-01T12:00:00.000Z';
/** Thirty days later: the deadline of a dispute nobody said otherwise about. */
export const DEADLINE: Instant = '2026-12-01T12:00:00.000Z';

export const ANN: Actor = { type: 'person', id: 'ann', via: 'api' };
export const PROVIDER: Actor = { type: 'provider', id: 'whop', via: 'read' };

/** The moment `ms` after the start. */
export function after(ms: Millis): Instant {
  return instant(millis(START) + ms);
}

/** The moment `ms` before the usual deadline. */
export function beforeDeadline(ms: Millis): Instant {
  return instant(millis(DEADLINE) - ms);
}

/** A kept text; its words stand in for its hash. */
export function text(words: string, chars = words.length): TextRef {
  return { sha256: words, chars };
}

export function texts(fields: Readonly<Record<string, string>>): Record<string, TextRef> {
  return Object.fromEntries(Object.entries(fields).map(([name, words]) => [name, text(words)]));
}

export function held(fields: Readonly<Record<string, string>> = {}): HeldEvidence {
  return { fields: texts(fields), files: {} };
}

export function aFileIn(slot: string, id = `file_${slot}`): EvidenceFile {
  return { id, slot, name: 'a.pdf', size: 9, type: 'application/pdf', sha256: id, providerFileId: null };
}

/** A chargeback that waits for an answer, as a webhook tells it: without its evidence. */
export function reading(changes: Partial<DisputeReading> = {}): DisputeReading {
  return {
    id: 'dp_1',
    paymentId: 'pay_1',
    merchantId: 'biz_1',
    stage: 'chargeback',
    status: 'needs_response',
    providerStatus: changes.status ?? 'needs_response',
    amount: { amount: '49.00', currency: 'usd' },
    reason: 'fraudulent',
    providerReason: 'Fraudulent',
    respondBy: DEADLINE,
    editable: (changes.status ?? 'needs_response') === 'needs_response',
    settledByNetwork: false,
    createdAt: START,
    evidence: null,
    ...changes,
  };
}

/** The same in the warning phase. */
export function warning(changes: Partial<DisputeReading> = {}): DisputeReading {
  const base = reading({ stage: 'alert', ...changes });
  return { ...base, providerStatus: changes.providerStatus ?? `warning_${base.status}` };
}

export function alertReading(changes: Partial<AlertReading> = {}): AlertReading {
  return {
    id: 'dspa_1',
    paymentId: 'pay_1',
    merchantId: 'biz_1',
    type: 'dispute',
    amount: { amount: '49.00', currency: 'usd' },
    settledByNetwork: false,
    disputeId: null,
    createdAt: START,
    ...changes,
  };
}

export function payment(evidence: Readonly<Record<string, string>> = {}): PaymentReading {
  return {
    id: 'pay_1',
    merchantId: 'biz_1',
    amount: { amount: '49.00', currency: 'usd' },
    refundedAmount: null,
    refundable: true,
    evidence: texts(evidence),
  };
}

let events = 0;

/** A webhook about a dispute or alert, with an id of its own. */
export function event(
  about: DisputeReading | AlertReading,
  changes: Partial<ProviderEvent> = {},
): ProviderEvent {
  events += 1;
  const isDispute = 'stage' in about;
  return {
    id: `msg_${events}`,
    type: isDispute ? 'dispute.updated' : 'dispute_alert.created',
    via: 'webhook',
    provider: 'whop',
    paymentId: about.paymentId,
    merchantId: about.merchantId,
    object: { kind: isDispute ? 'dispute' : 'alert', id: about.id },
    receivedAt: START,
    reading: isDispute ? { kind: 'dispute', dispute: about } : { kind: 'alert', alert: about },
    ...changes,
  };
}

export interface FileOptions {
  readonly id?: CaseId;
  readonly policy?: Partial<WorkflowPolicy>;
  readonly capabilities?: Partial<Capabilities>;
}

/** A case nobody has told anything yet. */
export function emptyFile({ id = 'whop:pay_1', policy = {}, capabilities = {} }: FileOptions = {}): CaseFile {
  const { evidence: _texts, disputeFees: _fees, ...builtIn } = BUILT_IN_POLICY;
  return new CaseFile(
    newCase(id, 'whop', builtIn.version, START),
    { ...builtIn, ...policy },
    { ...WHOP_CAPABILITIES, ...capabilities },
  );
}

/** A case opened by webhooks about these, one after the other, at the start. */
export function fileWith(
  about: readonly (DisputeReading | AlertReading)[] = [reading()],
  options: FileOptions = {},
): CaseFile {
  const file = emptyFile(options);
  for (const item of about) takeEvent(file, event(item), START);
  return file;
}

/** A case that was opened and read once; the provider held these texts, and the payment offered nothing. */
export function fileRead(
  about: readonly DisputeReading[] = [reading()],
  { holding = {}, ...options }: FileOptions & { readonly holding?: Readonly<Record<string, string>> } = {},
): CaseFile {
  const file = fileWith(about, options);
  const disputes = about.map((item) => ({ ...item, evidence: held(holding) }));
  takeReadResult(file, readResult({ disputes, payment: payment() }), START);
  return file;
}

/** The dispute or alert of that id; the only one when no id is named. */
export function disputeIn(file: CaseFile, id?: string): Dispute {
  const dispute = id === undefined ? file.state.disputes[0] : file.dispute(id);
  if (dispute === undefined || dispute === null) throw new Error(`no dispute ${id ?? ''}`);
  return dispute;
}

export function readResult(changes: Partial<ReadResult> = {}): ReadResult {
  return { disputes: [], alerts: [], payment: null, failures: [], ...changes };
}

export function failure(kind: FailureKind, changes: Partial<ProviderFailure> = {}): ProviderFailure {
  return { kind, message: `It was ${kind}.`, retryAfter: null, ...changes };
}

/** The kinds of a case's time line entries so far, oldest first. */
export function noted(file: CaseFile): string[] {
  return file.unrecorded.map(({ kind }) => kind);
}

/** What a case asks people to look at. */
export function attention(file: CaseFile): string[] {
  return file.state.attention.map(({ kind }) => kind);
}
