import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedScenario } from '../../../test/setup/sandbox-control.ts';
import type { World } from '../world.ts';
import type { BegunCase } from './load.ts';

export interface Parts {
  readonly world: World;
  readonly stop: AbortSignal;
  /** The cases whose bank has no step left. */
  readonly over: Set<string>;
}

/** Steps that would take the answer's chance away: a bank rules once it was answered. */
const AFTER_THE_ANSWER: ReadonlySet<string> = new Set(['rule_won', 'rule_lost', 'fight', 'decline']);

/** So often a step is tried: a refund that was refused never succeeds. */
const PATIENCE = 6;

/** Takes the steps of one case's scenario, one after the other, until none is left or what it waits for never comes. */
export async function bank({ planned, run }: BegunCase, { world, stop, over }: Parts): Promise<void> {
  let state = await world.atProvider(({ control }) =>
    control<{ data: readonly StartedScenario[] }>('GET', '/scenarios').then(({ data }) =>
      data.find(({ id }) => id === run),
    ),
  );
  for (let refused = 0; refused < PATIENCE && state !== undefined && !stop.aborted;) {
    const { next, dispute_ids: disputes } = state;
    if (next === null) break;
    await sleep(planned.pause, undefined, { signal: stop }).catch(() => undefined);
    const isTooEarly = AFTER_THE_ANSWER.has(next) && isAwaiting(world, disputes);
    if (isTooEarly && planned.answer !== 'nobody') continue;
    // Nothing comes after a loss that was accepted.
    if (AFTER_THE_ANSWER.has(next) && isConceded(world, disputes)) break;
    const taken = await world.atProvider(({ advance }) => advance(run)).catch(() => null);
    if (taken === null) refused += 1;
    else state = taken;
  }
  over.add(run);
}

function isConceded({ ledger }: World, disputes: readonly string[]): boolean {
  return ledger.some(({ name, ids: [id = ''] }) => name === 'conceded' && disputes.includes(id));
}

function isAwaiting({ phases }: World, disputes: readonly string[]): boolean {
  return phases.some(
    ({ disputeId, ended, provider }) => provider !== 'ccg' && ended === null && disputes.includes(disputeId),
  );
}
