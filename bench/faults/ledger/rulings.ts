import type { Evidence } from './evidence.ts';

/** What each of these effects ends a dispute with. */
const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ['rule_won', 'won'],
  ['rule_lost', 'lost'],
  ['decline', 'lost'],
  ['conceded', 'lost'],
  ['concede_elsewhere', 'lost'],
]);

/** Two rulings without a time: nobody can know which is the last. */
const CONTRADICTORY = 'ccg_contradiction';

/** Disputes whose last ruling at the provider is not the one Recourse shows. Not every event of CCG names its dispute: there it goes by the payment. */
export function wrongRulings({ ledger, cases, begun, webhooks }: Evidence): readonly string[] {
  const last = new Map<string, { readonly outcome: string; readonly shownAs: string }>();
  const unclear = new Set(
    begun.filter(({ planned }) => planned.scenario === CONTRADICTORY).map(({ paymentId }) => paymentId),
  );
  for (const { kind, name, provider, ids } of ledger) {
    const [id, paymentId = ''] = ids;
    const outcome = OUTCOMES.get(name);
    if (kind !== 'effect' || id === undefined || outcome === undefined || unclear.has(paymentId)) continue;
    last.set(id, { outcome, shownAs: provider === 'ccg' ? `ccg:${paymentId}` : id });
  }
  // What CCG says once and nobody took can be read nowhere.
  for (const { provider, state, ids } of webhooks)
    if (provider === 'ccg' && state !== 'delivered') for (const id of ids) last.delete(id);
  const shown = new Set(
    cases.flatMap(({ id: caseId, disputes }) =>
      disputes.flatMap(({ id, ruling }) => [`${id} ${ruling ?? ''}`, `${caseId} ${ruling ?? ''}`]),
    ),
  );
  return [...last]
    .filter(([, { outcome, shownAs }]) => !shown.has(`${shownAs} ${outcome}`))
    .map(([id]) => id);
}
