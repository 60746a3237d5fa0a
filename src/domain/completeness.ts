import type { Dispute } from './case.ts';
import { COMPLAINTS, type Need } from './complaints.ts';
import { fieldLimit, slotRule, type Capabilities, type Reason } from './provider.ts';

/** What an answer to this complaint needs at this provider: names it does not take are not asked for. */
export function neededEvidence(reason: Reason | null, takes: Capabilities): readonly Need[] {
  const isTaken = (name: string) => fieldLimit(takes, name) !== null || slotRule(takes, name) !== null;
  return COMPLAINTS[reason ?? 'other'].needs
    .map(({ names, why }) => ({ names: names.filter(isTaken), why }))
    .filter(({ names }) => names.length > 0);
}

/** What this dispute's answer still lacks; empty means complete. */
export function unmetNeeds(dispute: Dispute, takes: Capabilities): readonly Need[] {
  const filled = new Set([
    ...Object.keys(dispute.draft.fields),
    ...dispute.draft.files.map(({ slot }) => slot),
  ]);
  return neededEvidence(dispute.reason, takes).filter(({ names }) => !names.some((name) => filled.has(name)));
}

/** The same, each as the names that would fill it. */
export function missingEvidence(
  dispute: Dispute,
  capabilities: Capabilities,
): readonly (readonly string[])[] {
  return unmetNeeds(dispute, capabilities).map(({ names }) => names);
}
