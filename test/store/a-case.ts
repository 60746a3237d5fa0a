import { CaseFile, newCase } from '../../src/domain/case-file.ts';
import type { CaseState, TimelineEntry } from '../../src/domain/case.ts';
import type { Instant } from '../../src/domain/instant.ts';
import { openDispute } from '../../src/domain/opening.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { DisputeReading } from '../../src/domain/provider.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';

export const NOON: Instant = '2026-11-01T12:00:00.000Z';

/** An open case of one chargeback that waits for an answer until the first of December. */
export function aCase(
  paymentId: string,
  dispute: Partial<DisputeReading> = {},
  changes: Partial<CaseState> = {},
  at: Instant = NOON,
): CaseState {
  const { provider = 'whop' } = changes;
  const state = newCase(`${provider}:${paymentId}`, provider, BUILT_IN_POLICY.version, at);
  const file = new CaseFile(state, BUILT_IN_POLICY, CAPABILITIES[provider]);
  openDispute(file, { ...READING, id: `dp_of_${paymentId}`, paymentId, ...dispute }, at);
  return { ...state, ...changes };
}

/** A case id each, as lists show them. */
export function idsOf(page: { readonly data: readonly CaseState[] }): string[] {
  return page.data.map(({ id }) => id);
}

export function anEntry(seq: number, changes: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    seq,
    at: NOON,
    kind: 'event_received',
    disputeId: null,
    actor: { type: 'provider', id: 'whop', via: 'webhook' },
    summary: `The provider sent event ${seq}.`,
    data: { event_id: `msg_${seq}` },
    ...changes,
  };
}

const READING: Omit<DisputeReading, 'id' | 'paymentId'> = {
  merchantId: 'biz_1',
  stage: 'chargeback',
  status: 'needs_response',
  providerStatus: 'needs_response',
  amount: { amount: '49.00', currency: 'usd' },
  reason: 'fraudulent',
  providerReason: 'Fraudulent',
  respondBy: '2026-12-01T00:00:00.000Z',
  editable: true,
  settledByNetwork: false,
  createdAt: NOON,
  evidence: null,
};
