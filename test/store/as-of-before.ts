import type { CaseState } from '../../src/domain/case.ts';

/** What the first version wrote nothing of. */
const SINCE_ADDED = ['refunds', 'providerStage', 'respondByEstimate', 'statements', 'funds', 'proposal'];

/** A case as the first version wrote it down. */
export function asOfBefore(state: CaseState): CaseState {
  const text = JSON.stringify(state, (key, value: unknown) =>
    SINCE_ADDED.includes(key) ? undefined : value,
  );
  return JSON.parse(text);
}
