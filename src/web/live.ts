import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api } from './client.ts';

/** `live`: what changes shows by itself. */
export type LiveState = 'connecting' | 'live' | 'reconnecting';

/** What changed is asked for again at most this often, however much happens. */
const GAP = 1_000;
/** And the rest is as many times longer than the asking took, so that a long list is no load on anybody. */
const REST = 4;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/** How long a tab may be left before it lets go. */
const HIDDEN_GRACE = 10_000;

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

/** Whether what is shown follows what happens. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

function become(next: LiveState): void {
  state = next;
  for (const listener of listeners) listener();
}

/**
 * Follows the API's live events and has whatever they touch asked for again. When the connection ends it is made anew, later each time; it
 * begins with `resync`, since what happened meanwhile cannot be known. A tab nobody looks at lets go of it: browsers have few
 * connections to one server, and those of hidden tabs would leave none for the one that is looked at.
 *
 * @returns how to stop
 */
export function followLive(cache: QueryClient): () => void {
  const refresh = gathered(cache);
  let wait = FIRST_WAIT;
  let later: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | null = null;

  function connect(): void {
    source = new EventSource(api.address('/events'));
    source.addEventListener('open', () => {
      wait = FIRST_WAIT;
      become('live');
    });
    source.addEventListener('case', ({ data }) => refresh(touchedByCase(idIn(data))));
    source.addEventListener('refund', ({ data }) => refresh(touchedByRefund(idIn(data))));
    source.addEventListener('resync', () => refresh(() => true));
    source.addEventListener('error', reconnect);
  }

  function letGo(next: LiveState): void {
    source?.close();
    source = null;
    become(next);
  }

  /** The browser's own way of trying again gives up for good on some failures, and knows no patience on others. */
  function reconnect(): void {
    clearTimeout(later);
    letGo(document.hidden ? 'connecting' : 'reconnecting');
    // While nobody looks it is not made anew.
    if (document.hidden) return;
    later = setTimeout(connect, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }

  function onVisibility(): void {
    clearTimeout(later);
    if (document.hidden) later = setTimeout(() => letGo('connecting'), HIDDEN_GRACE);
    else if (source === null) connect();
  }

  if (!document.hidden) connect();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    clearTimeout(later);
    letGo('connecting');
  };
}

type Touches = (key: readonly unknown[]) => boolean;

function touchedByCase(id: string | null): Touches {
  return ([kind, of]) =>
    kind === 'case'
      ? of === id
      : kind === 'cases' || kind === 'counts' || kind === 'health' || kind === 'insights';
}

/** A refund shows in its case as well, whose id it does not name. */
function touchedByRefund(id: string | null): Touches {
  return ([kind, of]) =>
    kind === 'refund'
      ? of === id
      : ['refunds', 'payment', 'case', 'health', 'insights'].includes(String(kind));
}

/** Collects what is touched and has it asked for again, one round after the other. */
function gathered(cache: QueryClient): (touches: Touches) => void {
  let waiting: Touches[] = [];
  let busy = false;
  async function work(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      const round = waiting;
      waiting = [];
      const began = performance.now();
      await cache.invalidateQueries({
        predicate: ({ queryKey }) => round.some((touches) => touches(queryKey)),
      });
      await new Promise((resolve) => setTimeout(resolve, Math.max(GAP, REST * (performance.now() - began))));
    }
    busy = false;
  }
  return (touches) => {
    waiting.push(touches);
    if (!busy) void work();
  };
}

function idIn(data: unknown): string | null {
  try {
    const parsed: unknown = JSON.parse(String(data));
    return typeof parsed === 'object' && parsed !== null && 'id' in parsed ? String(parsed.id) : null;
  } catch {
    return null;
  }
}
