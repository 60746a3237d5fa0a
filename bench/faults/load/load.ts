import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan, PlannedCase } from '../plan.ts';
import type { World } from '../world.ts';
import { bank } from './bank.ts';
import { people } from './people.ts';
import { type Asked, refunds } from './refunds.ts';
import type { Decided } from './people.ts';

/** A case that has begun. */
export interface BegunCase {
  readonly planned: PlannedCase;
  /** The scenario's id at the sandbox. */
  readonly run: string;
  readonly paymentId: string;
}

/** What was really asked for, and answered, while everything broke: grows as the load is played. */
export interface LoadRecord {
  readonly begun: BegunCase[];
  readonly decided: Decided[];
  readonly refundsAsked: Asked[];
  /** Requests for refunds that were answered that none can be made. */
  readonly refundsRefused: Asked[];
}

/** Plays bank, providers and people until all of them are done, or told to stop. */
export async function playLoad(
  world: World,
  { cases }: Plan,
  { begun, decided, refundsAsked, refundsRefused }: LoadRecord,
  stop: AbortSignal,
): Promise<void> {
  const parts = { world, stop, over: new Set<string>() };
  await Promise.all(
    cases.map(async (planned) => {
      await sleep(planned.at, undefined, { signal: stop }).catch(() => undefined);
      if (stop.aborted) return;
      const { scenario, terms } = planned;
      const { id, payment_id: paymentId } = await world.atProvider((provider) =>
        provider.control<{ id: string; payment_id: string }>('POST', '/scenarios', {
          name: scenario,
          ...terms,
        }),
      );
      const one: BegunCase = { planned, run: id, paymentId };
      begun.push(one);
      await Promise.all([
        bank(one, parts),
        people(one, parts, (decision) => decided.push(decision)),
        refunds(
          one,
          parts,
          (asked) => refundsAsked.push(asked),
          (refused) => refundsRefused.push(refused),
        ),
      ]);
    }),
  );
}
