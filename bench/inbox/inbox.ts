import { instant } from '../../src/domain/instant.ts';
import type { Store } from '../../src/store/store.ts';
import { inFlight, median, percentile } from '../measure.ts';
import { row, type Row } from '../table.ts';
import { caseNumber } from './cases.ts';

/** A desk whose lists are read. */
export interface Desk {
  /** The API's address. */
  readonly api: string;
  /** Of somebody who sees every merchant. */
  readonly token: string;
  /** The API's own store, for filling it. */
  readonly store: Store;
}

export interface InboxLoad {
  readonly sizes: readonly [small: number, large: number];
  /** How often each page is read in a round. */
  readonly reads: number;
  /** At each size. */
  readonly rounds: number;
}

/** What the inbox asks for when it is opened, and what people ask next. */
const PAGES = [
  { what: 'inbox page', path: '/api/v1/disputes?tab=inbox&limit=50', aim: { atMost: 2 } },
  { what: 'counts of the tabs', path: '/api/v1/disputes/counts', aim: null },
  { what: 'search by payment', path: '/api/v1/disputes?q=pay_517&limit=50', aim: null },
] as const;

/** How a page's time grows with the number of cases the desk has. The store is filled by the product's own writes. */
export async function benchInbox(desk: Desk, load: InboxLoad): Promise<Row[]> {
  const [small, large] = load.sizes;
  await fill(desk.store, 0, small);
  const before = await readAll(desk, load);
  await fill(desk.store, small, large);
  const after = await readAll(desk, load);
  return PAGES.map(({ what, aim }, index) =>
    row({
      what: `${what} at ${large.toLocaleString('en')} cases: p95, ms`,
      value: median(after[index] ?? []),
      against: median(before[index] ?? []),
      aim,
      raw: { few: before[index] ?? [], many: after[index] ?? [] },
    }),
  );
}

/** So many writes at once keep both cores of a small machine busy. */
const WRITERS = 8;

async function fill(store: Store, from: number, to: number): Promise<void> {
  const now = instant(Date.now());
  await inFlight({ times: to - from, width: WRITERS }, async (index) => {
    await store.recordCase(caseNumber(from + index, now), []);
  });
}

/** The 95th percentile of each page in every round, one reader at a time. */
async function readAll(
  { api, token }: Desk,
  { reads, rounds }: InboxLoad,
): Promise<readonly (readonly number[])[]> {
  const found: number[][] = PAGES.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, { path }] of PAGES.entries()) {
      const read = async (): Promise<void> => {
        const response = await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${token}` } });
        if (!response.ok) throw new Error(`${path} was answered ${response.status}.`);
        await response.arrayBuffer();
      };
      const { took } = await inFlight({ times: reads, width: 1 }, read);
      // The round before the first warms up.
      if (round >= 0) found[index]?.push(percentile(took, 0.95));
    }
  }
  return found;
}
