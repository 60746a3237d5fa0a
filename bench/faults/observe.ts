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

/** The events that stand in time lines; of each case's it reads again only what has changed. */
export interface TimeLines {
  eventsOf(cases: readonly KnownCase[]): Promise<ReadonlySet<string>>;
}

export function timeLinesOf(world: World): TimeLines {
  const read = new Map<string, { readonly asOf: string; readonly events: readonly string[] }>();
  return {
    async eventsOf(cases) {
      for (const { id, updated_at: asOf } of cases) {
        if (read.get(id)?.asOf !== asOf) read.set(id, { asOf, events: await eventsOf(world, id) });
      }
      return new Set([...read.values()].flatMap(({ events }) => events));
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

async function eventsOf(world: World, caseId: string): Promise<readonly string[]> {
  const path = `/api/v1/disputes/${encodeURIComponent(caseId)}/timeline?limit=100`;
  const entries = await all<{ readonly data: { readonly event_id?: string } }>(world, path);
  return entries.flatMap(({ data }) => data.event_id ?? []);
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
