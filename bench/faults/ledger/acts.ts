import { type Count, effectsNamed } from './counts.ts';
import type { Evidence } from './evidence.ts';

/**
 * Decisions that people were told were recorded, and those of them of which nothing came: they stand in no time line, or money that was to be given back
 * at an alert stayed where it was although no dispute came of it. An answer that was never sent is a missed deadline.
 */
export function lostActs({ decided, decisions, ledger }: Evidence): Count {
  const left = new Map([...decisions].map(([caseId, kinds]) => [caseId, [...kinds]]));
  const wrong = decided.flatMap(({ caseId, decision }) => {
    const written = left.get(caseId) ?? [];
    const at = written.indexOf(decision);
    if (at === -1) return [`${decision} of ${caseId}`];
    written.splice(at, 1);
    return [];
  });
  const moved = new Set(MOVED.flatMap((name) => effectsNamed(ledger, name)).flatMap(({ ids }) => ids));
  const kept = decided
    .filter(({ phase, decision }) => decision === 'refund' && !moved.has(phase))
    .map(({ caseId }) => `refund of ${caseId} was decided and not made`);
  return { total: decided.length, wrong: [...wrong, ...kept] };
}

/** After one of these nothing is left to be given back, or it may not be. */
const MOVED = ['refunded', 'refunded_elsewhere', 'dispute_opened'];
