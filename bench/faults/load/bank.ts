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
const PATIENCE = 12;

/** Takes the steps of one case's scenario, one after the other, until none is left or what it waits for never comes. */
export async function bank({ planned, run }: BegunCase, { world, stop, over }: Parts): Promise<void> {
  let state = await world.atProvider(({ control }) =>
    control<{ data: readonly StartedScenario[] }>('GET', '/scenarios').then(({ data }) =>
      data.find(({ id }) => id === run),
    ),
  );
  let refused = 0;
  while (refused < PATIENCE && state !== undefined && state.next !== null && !stop.aborted) {
    await sleep(planned.pause, undefined, { signal: stop }).catch(() => undefined);
    const { dispute_ids: disputes, next } = state;
    if (AFTER_THE_ANSWER.has(next ?? '') && planned.answer !== 'nobody' && isAwaiting(world, disputes))
      continue;
    state = await world
      .atProvider(({ advance }) => advance(run))
      .catch(() => {
        refused += 1;
        return state;
      });
  }
  over.add(run);
}

function isAwaiting({ phases }: World, disputes: readonly string[]): boolean {
  return phases.some(
    ({ disputeId, ended, provider }) => provider !== 'ccg' && ended === null && disputes.includes(disputeId),
  );
}
