import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import type { Webhook } from '../../src/sandbox/webhooks/outbox.ts';
import type { KnownCase, KnownRefund } from './ledger/evidence.ts';
import type { World } from './world.ts';

interface Page<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}

/** All cases, as the API lists them. */
export function knownCases(world: World): Promise<readonly KnownCase[]> {
  return all<KnownCase>(world, '/api/v1/disputes?limit=100');
}

/** All refunds, as the API lists them. */
export function knownRefunds(world: World): Promise<readonly KnownRefund[]> {
  return all<KnownRefund>(world, '/api/v1/refunds?limit=100');
}

/** What stands in the time lines of cases. */
export interface Told {
  /** The events by the id Recourse knows them by. */
  readonly events: ReadonlySet<string>;
  /** The decisions, by case. */
  readonly decisions: ReadonlyMap<string, readonly string[]>;
}

/** Reads the time lines of cases; of each again only when it has changed, or when all are to be read anew. */
export interface TimeLines {
  of(cases: readonly KnownCase[], anew: boolean): Promise<Told>;
}

export function timeLinesOf(world: World): TimeLines {
  const read = new Map<string, { readonly asOf: string; readonly entries: readonly Entry[] }>();
  return {
    async of(cases, anew) {
      if (anew) read.clear();
      for (const { id, updated_at: asOf } of cases) {
        if (read.get(id)?.asOf !== asOf) read.set(id, { asOf, entries: await entriesOf(world, id) });
      }
      const known = cases.map(({ id }) => [id, read.get(id)?.entries ?? []] as const);
      return {
        events: new Set(known.flatMap(([, entries]) => entries.flatMap(({ data }) => data.event_id ?? []))),
        decisions: new Map(
          known.map(([id, entries]) => [
            id,
            entries.flatMap(({ kind, data }) => (kind === 'decided' ? (data.decision ?? []) : [])),
          ]),
        ),
      };
    },
  };
}

/** What happened in each case, by its id: for whoever looks into a run that failed. */
export async function wholeTimeLines(
  world: World,
  cases: readonly KnownCase[],
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const lines: Record<string, readonly unknown[]> = {};
  for (const { id } of cases)
    lines[id] = await all<unknown>(world, `/api/v1/disputes/${encodeURIComponent(id)}/timeline?limit=100`);
  return lines;
}

interface Entry {
  readonly kind: string;
  readonly data: { readonly event_id?: string; readonly decision?: string };
}

function entriesOf(world: World, caseId: string): Promise<readonly Entry[]> {
  return all<Entry>(world, `/api/v1/disputes/${encodeURIComponent(caseId)}/timeline?limit=100`);
}

/** All webhooks of the sandbox, sent or not. */
export async function webhooksOf(world: World): Promise<readonly Webhook[]> {
  return (await world.provider.control<{ data: readonly Webhook[] }>('GET', '/webhooks')).data;
}

/** The ledger from its beginning, with the answers that calls were given meanwhile. */
export async function wholeLedger(world: World): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (;;) {
    const path = `/ledger?after=${entries.at(-1)?.seq ?? 0}&limit=1000`;
    const { data } = await world.provider.control<{ data: readonly LedgerEntry[] }>('GET', path);
    if (data.length === 0) return entries;
    entries.push(...data);
  }
}

/** @throws Error when the API answers otherwise than with a page */
async function all<T>({ cluster }: World, path: string): Promise<readonly T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const url: string = `${cluster.url}${path}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${cluster.tokens.admin}` },
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    const page: Page<T> = JSON.parse(await answer.text());
    found.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}
