import type { Actor, Attention, AttentionKind, CaseState, Dispute, Json, TimelineEntry } from './case.ts';
import type { Instant } from './instant.ts';
import type { WorkflowPolicy } from './messages.ts';
import type { CaseId, ProviderName } from './names.ts';
import type { Capabilities } from './provider.ts';

/** The provider's name as an actor whose word came by webhook, by our own read, or by a reconcile run. */
export function providerActor(provider: ProviderName, via: 'webhook' | 'reconcile' | 'read'): Actor {
  return { type: 'provider', id: provider, via };
}

/** Recourse itself, moved by the clock. */
export const CLOCK: Actor = { type: 'system', id: 'recourse', via: 'timer' };

/** Recourse itself, after a look at the provider. */
export const OURSELVES: Actor = { type: 'system', id: 'recourse', via: 'read' };

/**
 * A case in work: its state, what it may do, and the time line entries that still have to be written down. Every rule of the domain takes one of
 * these and changes it; nothing else does.
 */
export class CaseFile {
  readonly state: CaseState;
  readonly capabilities: Capabilities;
  policy: WorkflowPolicy;
  /** Entries the store has not taken yet, oldest first. */
  unrecorded: TimelineEntry[];
  /** The state differs from what the store last took. */
  changed = true;

  constructor(
    state: CaseState,
    policy: WorkflowPolicy,
    capabilities: Capabilities,
    unrecorded: readonly TimelineEntry[] = [],
  ) {
    this.state = state;
    this.policy = policy;
    this.capabilities = capabilities;
    this.unrecorded = [...unrecorded];
  }

  /** Writes an entry into the time line. `summary` is one sentence free of personal data. */
  note(at: Instant, kind: string, actor: Actor, summary: string, about: About = {}): void {
    this.unrecorded.push(this.entry(at, kind, actor, summary, about));
    this.changed = true;
  }

  /** An entry of its own number that whoever brings it about writes down; pushed to `unrecorded`, it goes to the store once more with what comes next. */
  entry(at: Instant, kind: string, actor: Actor, summary: string, about: About = {}): TimelineEntry {
    const { nextSeq: seq } = this.state;
    this.state.nextSeq += 1;
    this.state.updatedAt = at;
    const disputeId = about.dispute?.id ?? null;
    return { seq, at, kind, disputeId, actor, summary, data: about.data ?? {} };
  }

  dispute(id: string): Dispute | null {
    return this.state.disputes.find((dispute) => dispute.id === id) ?? null;
  }

  /** Asks for a person's attention; a second call for the same thing only renews the reason. */
  attend(at: Instant, kind: AttentionKind, dispute: Dispute | null, reason: string): void {
    const disputeId = dispute?.id ?? null;
    const known = this.state.attention.find((item) => item.kind === kind && item.disputeId === disputeId);
    if (known?.reason === reason) return;
    const item: Attention = { kind, disputeId, reason, since: known?.since ?? at };
    this.state.attention = [...this.state.attention.filter((other) => other !== known), item];
    this.note(at, 'needs_attention', CLOCK, reason, { dispute: dispute ?? undefined, data: { kind } });
  }

  /** Takes back a request for attention whose cause is gone. */
  unattend(kind: AttentionKind, dispute: Dispute | null): void {
    const disputeId = dispute?.id ?? null;
    const rest = this.state.attention.filter((item) => item.kind !== kind || item.disputeId !== disputeId);
    if (rest.length === this.state.attention.length) return;
    this.state.attention = rest;
    this.changed = true;
  }

  /** Takes back everything asked about a dispute: it needs nobody any more. */
  unattendAll(dispute: Dispute): void {
    const rest = this.state.attention.filter(({ disputeId }) => disputeId !== dispute.id);
    if (rest.length === this.state.attention.length) return;
    this.state.attention = rest;
    this.changed = true;
  }
}

/** What an entry is about. */
interface About {
  readonly dispute?: Dispute | undefined;
  readonly data?: { readonly [key: string]: Json };
}

/** A case nobody has heard of before. */
export function newCase(id: CaseId, provider: ProviderName, policyVersion: string, now: Instant): CaseState {
  return {
    id,
    provider,
    merchantId: null,
    paymentId: null,
    paymentAmount: null,
    paymentEvidence: null,
    disputes: [],
    attention: [],
    read: { dueAt: null, failures: 0, lastOkAt: null, lastError: null },
    seenEvents: [],
    answeredKeys: [],
    policyVersion,
    open: true,
    movedTo: null,
    nextSeq: 1,
    createdAt: now,
    updatedAt: now,
  };
}
