import { type Millis, SECOND } from '../domain/instant.ts';
import type { Store } from '../store/store.ts';
import type { CaseGateway } from '../temporal/gateway.ts';
import { within } from './deadline.ts';

const CHECK_DEADLINE: Millis = 2 * SECOND;

/** What Recourse needs, and whether it is there. */
export interface Reach {
  readonly temporal: boolean;
  readonly worker: boolean;
  readonly store: boolean;
}

/** Which worker has to be there: all work goes to those of this version; null where they have none, or nobody says. */
export interface WorkerReach extends Omit<Reach, 'store'> {
  readonly version: string | null;
}

export async function temporalReach(gateway: Pick<CaseGateway, 'health'>): Promise<WorkerReach> {
  const { server, worker, version } = await orElse(gateway.health(), { server: false, worker: false });
  return { temporal: server, worker, version: version ?? null };
}

export async function storeReach(store: Pick<Store, 'ping'>): Promise<boolean> {
  return await orElse(
    store.ping().then(() => true),
    false,
  );
}

/** What work gives in time, else what stands for its failure. */
export function orElse<T>(work: Promise<T>, failed: T): Promise<T> {
  return within(CHECK_DEADLINE, work, () => new Error('no answer')).catch(() => failed);
}
