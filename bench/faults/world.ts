import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { sandboxControl } from '../../test/setup/sandbox-control.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Tokens } from '../cluster/secrets.ts';
import { type Phase, phasesIn } from './ledger/courses.ts';

/** What an API answered; `status` 0 when nothing came. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface Request {
  readonly method?: string;
  readonly as?: keyof Tokens;
  readonly key?: string;
  readonly body?: object | FormData;
  /** How long to wait for an answer. */
  readonly patience?: Millis;
}

/** The cluster as people, the bank and the judge see it. */
export interface World {
  readonly cluster: Cluster;
  readonly provider: ReturnType<typeof sandboxControl>;
  /** Asks Recourse once. Never throws. */
  ask(path: string, request?: Request): Promise<Reply>;
  /** Drives the sandbox: tries on while it is down. @throws Error with what it refuses, or when it stays down */
  atProvider<T>(act: (provider: ReturnType<typeof sandboxControl>) => Promise<T>): Promise<T>;
  /** All that is in the ledger by now, kept up to date while {@link watch} runs. */
  readonly ledger: readonly LedgerEntry[];
  readonly phases: readonly Phase[];
  /** Reads what is new in the ledger. */
  look(): Promise<void>;
  /** Looks every second until stopped. */
  watch(stop: AbortSignal): Promise<void>;
}

const LEDGER_PAGE = 1_000;
/** No fault takes the sandbox away for so long. */
const DOWN_AT_MOST: Millis = 3 * MINUTE;

export function worldOf(cluster: Cluster): World {
  const provider = sandboxControl(cluster.sandbox.controlUrl);
  const ledger: LedgerEntry[] = [];
  let phases: readonly Phase[] = [];

  async function look(): Promise<void> {
    // The answer to a call is added to its line later: the lines of calls are read anew in the end.
    for (;;) {
      const after = ledger.at(-1)?.seq ?? 0;
      const { data } = await provider.control<{ data: LedgerEntry[] }>(
        'GET',
        `/ledger?after=${after}&limit=${LEDGER_PAGE}`,
      );
      ledger.push(...data);
      if (data.length < LEDGER_PAGE) break;
    }
    phases = phasesIn(ledger);
  }

  return {
    cluster,
    provider,
    ledger,
    get phases() {
      return phases;
    },
    look,
    async watch(stop) {
      while (!stop.aborted) {
        await look().catch(() => undefined);
        await sleep(SECOND, undefined, { signal: stop }).catch(() => undefined);
      }
    },
    async atProvider(act) {
      for (const began = Date.now(); ; await sleep(300)) {
        try {
          return await act(provider);
        } catch (error) {
          // Node's own for a connection that is refused or broken: the sandbox is down.
          if (!(error instanceof TypeError)) throw error;
          if (Date.now() - began > DOWN_AT_MOST) throw new Error('The sandbox stays down.', { cause: error });
        }
      }
    },
    async ask(path, { method = 'GET', as = 'admin', key, body, patience = 8 * SECOND } = {}) {
      try {
        const answer = await fetch(cluster.url + path, {
          method,
          headers: {
            authorization: `Bearer ${cluster.tokens[as]}`,
            ...(key !== undefined && { 'idempotency-key': key }),
            ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
          },
          ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
          signal: AbortSignal.timeout(patience),
        });
        return { status: answer.status, body: await answer.json().catch(() => null) };
      } catch {
        return { status: 0, body: null };
      }
    },
  };
}
