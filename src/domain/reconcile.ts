import { type CaseFile, providerActor } from './case-file.ts';
import type { Dispute } from './case.ts';
import { type Instant, MINUTE, millis, type Millis } from './instant.ts';
import { takeAlertReading } from './opening.ts';
import { isProvisional, type CaseSubject, type ProviderName } from './names.ts';
import type { ProviderEvent } from './provider.ts';
import { takeDisputeReading } from './reading.ts';
import type { Refund, RefundRequest } from './refund.ts';

type Reading = ProviderEvent['reading'];

/** Something a provider lists that no case knows, or not like this. */
export interface Finding {
  /** What its case is to be told. */
  readonly event: ProviderEvent;
  /** What differs, by the case's own names; empty for an object nobody has heard of. */
  readonly differs: readonly string[];
  /** The case was told the very same and stayed as it is: telling it again changes nothing. */
  readonly told: boolean;
}

/** Whoever reserved a refund puts it into its line at once; after this long, that is not going to happen any more. */
const STARTED_WITHIN: Millis = MINUTE;

/**
 * Compares an object a provider lists with the case it belongs to. What differs is what the case would change if it believed the reading, so that what a
 * case has reason not to believe (a list that lags behind) is no difference.
 *
 * @param file - the case that knows the object, else that of its payment; null when there is neither. It is changed: bring a copy
 * @returns null when the case knows all of it already
 */
export function findDifference(
  provider: ProviderName,
  reading: Reading,
  file: CaseFile | null,
  now: Instant,
): Finding | null {
  const { paymentId, merchantId, object } = listedSubject(provider, reading);
  const known = file?.dispute(object.id) ?? null;
  const changes = file === null || known === null ? null : changesIn(file, known, reading, now);
  if (changes?.length === 0) return null;
  const id = `reconcile:${object.kind}:${object.id}:${changes === null ? 'unknown' : signature(changes, now)}`;
  return {
    event: {
      id,
      type: `${object.kind}.${changes === null ? 'found' : 'differs'}`,
      via: 'reconcile',
      provider,
      paymentId: file === null ? paymentId : addressOf(file, paymentId),
      merchantId,
      object,
      receivedAt: now,
      reading,
    },
    differs: changes?.map(({ name }) => name) ?? [],
    told: file?.state.seenEvents.includes(id) ?? false,
  };
}

/** What a notification tells that its case has not heard: money moved, or an event that was lost. A case that nobody has heard of begins with it. */
export function findUnheard(event: ProviderEvent, file: CaseFile | null): Finding | null {
  if (file?.state.seenEvents.includes(event.id) === true) return null;
  const paymentId = file === null ? event.paymentId : addressOf(file, event.paymentId);
  return { event: { ...event, paymentId }, differs: file === null ? [] : [event.type], told: false };
}

/** What a listed object says about itself. */
export function listedSubject(
  provider: ProviderName,
  reading: Reading,
): CaseSubject & { readonly merchantId: string | null } {
  const { id, paymentId, merchantId } = reading.kind === 'dispute' ? reading.dispute : reading.alert;
  return { provider, paymentId, merchantId, object: { kind: reading.kind, id } };
}

/** The request a refund was reserved with; null when it may still be on its way into its line, or was made elsewhere. */
export function requestAgain(refund: Refund, now: Instant): RefundRequest | null {
  return millis(now) - millis(refund.createdAt) < STARTED_WITHIN ? null : requestOf(refund);
}

/** The request a refund was reserved with; null for one that was made elsewhere. */
export function requestOf(refund: Refund): RefundRequest | null {
  const { id, provider, paymentId, key, asked, reason, by, caseId, createdAt } = refund;
  if (key === null) return null;
  return { id, provider, paymentId, key, asked, reason, by, caseId, requestedAt: createdAt };
}

interface Change {
  readonly name: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What a dispute or alert would change by a reading. One that goes on as another, or an alert that is over, is read by nobody any more. */
function changesIn(file: CaseFile, known: Dispute, reading: Reading, now: Instant): readonly Change[] {
  if (known.supersededBy !== null || (known.kind === 'alert' && known.status === 'closed')) return [];
  const before: Readonly<Record<string, unknown>> = heard(file, known);
  if (reading.kind === 'dispute') {
    const by = providerActor(file.state.provider, 'reconcile');
    takeDisputeReading(file, known, reading.dispute, now, by);
  } else takeAlertReading(file, known, reading.alert, now);
  return Object.entries(heard(file, known))
    .map(([name, to]) => ({ name, from: before[name], to }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
}

/** Everything a case has from its provider about a dispute or alert, and nothing that carries the moment it heard of it. */
function heard({ state }: CaseFile, dispute: Dispute): Readonly<Record<string, unknown>> {
  const { stage, status, providerStatus, respondBy, editable, settledByNetwork } = dispute;
  const { amount, reason, providerReason, goneAt, supersededBy } = dispute;
  return {
    payment: state.paymentId,
    stage,
    status,
    providerStatus,
    respondBy,
    editable,
    settledByNetwork,
    amount,
    reason,
    providerReason,
    goneAt,
    supersededBy,
  };
}

/** A case that does not know its payment yet is told under its own name: it hands over everything it has by itself. */
function addressOf({ state }: CaseFile, paymentId: string | null): string | null {
  return isProvisional(state.id) ? null : (state.paymentId ?? paymentId);
}

/**
 * The same for the same finding, so that a case that is told twice hears it once. The day is in it because the same may come true again: a ruling that
 * turns there and back.
 */
function signature(changes: readonly Change[], now: Instant): string {
  return `${now.slice(0, 'YYYY-MM-DD'.length)}:${digest(JSON.stringify(changes))}`;
}

/** FNV-1a, 64 bits, in hexadecimal. Source: RFC 9923. */
function digest(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
