import type { ProviderName } from '../../../src/domain/names.ts';
import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';

/** What a dispute can be answered in. */
const AWAITING: ReadonlySet<unknown> = new Set([
  'needs_response',
  'warning_needs_response',
  'awaiting_merchant_response',
]);

/** Of nobody's to answer, whatever their status says. */
const NOT_ANSWERABLE: ReadonlySet<unknown> = new Set(['pre_dispute']);

/** A time in which a dispute awaits its answer: an inquiry that becomes a dispute awaits one twice. */
export interface Phase {
  /** `<dispute id>#<1, 2, …>` */
  readonly id: string;
  readonly disputeId: string;
  readonly provider: ProviderName;
  /** By the ledger's own count. */
  readonly from: number;
  /** When it began, in milliseconds. */
  readonly since: number;
  /** What ended it, where something did: `submission_spent`, `conceded`, or what bank or provider did. */
  readonly ended: LedgerEntry | null;
}

/** The phases of all disputes in the ledger, oldest first. */
export function phasesIn(ledger: readonly LedgerEntry[]): readonly Phase[] {
  const phases = new Map<string, Phase>();
  const open = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const entry of ledger) {
    const [disputeId] = entry.ids;
    if (entry.kind !== 'effect' || disputeId === undefined) continue;
    const isOpening = entry.name === 'dispute_opened';
    if (!isOpening && !counts.has(disputeId)) continue;
    if (isOpening && NOT_ANSWERABLE.has(entry.detail['type'])) continue;
    const status = isOpening
      ? entry.detail['status']
      : entry.name === 'conceded'
        ? 'conceded'
        : entry.detail['to'];
    if (status === undefined) continue;
    const before = phases.get(open.get(disputeId) ?? '');
    if (AWAITING.has(status) && (before === undefined || entry.name === 'become_dispute')) {
      if (before !== undefined) phases.set(before.id, { ...before, ended: entry });
      const count = (counts.get(disputeId) ?? 0) + 1;
      counts.set(disputeId, count);
      const id = `${disputeId}#${count}`;
      open.set(disputeId, id);
      phases.set(id, {
        id,
        disputeId,
        provider: entry.provider,
        from: entry.seq,
        since: Date.parse(entry.at),
        ended: null,
      });
    } else if (!AWAITING.has(status) && before !== undefined) {
      phases.set(before.id, { ...before, ended: entry });
      open.delete(disputeId);
    } else if (isOpening) counts.set(disputeId, counts.get(disputeId) ?? 0);
  }
  return [...phases.values()];
}
