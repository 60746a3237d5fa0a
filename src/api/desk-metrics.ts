import { Gauge, type Registry } from 'prom-client';
import { instant, type Millis, SECOND } from '../domain/instant.ts';
import type { WorkflowPolicy } from '../domain/messages.ts';
import type { ProviderName } from '../domain/names.ts';
import type { Provider } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import type { CaseGateway } from '../temporal/gateway.ts';
import { deskGauges, type Stored } from './desk-gauges.ts';
import { kept } from './kept.ts';
import { missingWorkflows } from './missing-workflows.ts';
import { orElse, storeReach, temporalReach } from './reach.ts';

/** What the desk's metrics come from. */
export interface DeskSources {
  readonly store: Pick<Store, 'vitals' | 'signs' | 'atRisk' | 'unfinished' | 'ping'>;
  readonly gateway: Pick<CaseGateway, 'health' | 'runningCases'>;
  /** Those that are set up. */
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly policy: WorkflowPolicy;
}

/** However many scrape, the store is asked so often. */
const KEPT: Millis = 10 * SECOND;

/**
 * Has metrics tell how all cases, deadlines, refunds and providers do, read from the store when metrics are asked for. Every API process tells the same:
 * take the `max`, not the `sum`.
 */
export function watchDesk(registry: Registry, sources: DeskSources): void {
  const upSince = instant(Date.now());
  const stored = kept(KEPT, () => orElse(readStore(sources), null));
  for (const { name, help, labels, samples } of deskGauges(
    [...sources.providers.keys()],
    sources.policy,
    upSince,
  )) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers: [registry],
      async collect() {
        const read = await stored();
        gauge.reset();
        for (const [of, value] of read === null ? [] : samples(read, instant(Date.now())))
          gauge.set(of, value);
      },
    });
  }
  watchMissing(registry, sources);
  watchReach(registry, sources);
}

function watchMissing(registry: Registry, sources: DeskSources): void {
  const missing = missingWorkflows(sources);
  const gauge: Gauge = new Gauge({
    name: 'recourse_cases_without_workflow',
    help: "Open cases that lack their workflow for longer than Temporal's lists lag behind; 0 where that cannot be told.",
    registers: [registry],
    async collect() {
      gauge.set(await missing(instant(Date.now())));
    },
  });
}

async function readStore({ store: { vitals, signs, atRisk } }: DeskSources): Promise<Stored> {
  const now = instant(Date.now());
  const [counted, heard, lists, due] = await Promise.all([
    vitals.count(now),
    signs.lastHeard(),
    signs.listReads(),
    atRisk.due(null, now),
  ]);
  return { counted, heard, lists, due };
}

function watchReach(registry: Registry, { store, gateway }: DeskSources): void {
  const reach = kept(KEPT, () => Promise.all([temporalReach(gateway), storeReach(store)]));
  const gauge: Gauge<'part'> = new Gauge({
    name: 'recourse_reachable',
    help: 'Whether Temporal, a worker and the store are in reach of this process: 1 or 0.',
    labelNames: ['part'],
    registers: [registry],
    async collect() {
      const [{ temporal, worker }, stored] = await reach();
      gauge.set({ part: 'temporal' }, Number(temporal));
      gauge.set({ part: 'worker' }, Number(worker));
      gauge.set({ part: 'store' }, Number(stored));
    },
  });
}
