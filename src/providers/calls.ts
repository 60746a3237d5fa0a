import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import type { ProviderName } from '../domain/names.ts';

/** One request to a provider, for whoever counts, traces or logs them. No address, header or body is in it: they hold ids, keys and names. */
export interface ProviderCall {
  readonly provider: ProviderName;
  /** What was asked, from a closed set, e.g. `readDispute`. */
  readonly operation: string;
  /** Null until it is sent. */
  method: string | null;
  host: string | null;
  /** Null until it is answered. */
  status: number | null;
  /** By which the provider's support finds the request; null where the provider gives none. */
  correlationId: string | null;
}

/** Hears of every call to a provider. */
export interface CallListener {
  readonly began?: (call: ProviderCall) => void;
  /** `error` says why it failed; null when it did not. */
  readonly ended: (call: ProviderCall, error: unknown) => void;
}

/** Silent, and free, while nobody listens. */
const channel = tracingChannel<ProviderCall>('recourse:provider-call');

const current = new AsyncLocalStorage<ProviderCall>();

/** Makes one call, told to those who listen. Whatever it sends goes through {@link watchedFetch}. */
export function watchedCall<T>(
  provider: ProviderName,
  operation: string,
  call: () => Promise<T>,
): Promise<T> {
  const about = { provider, operation, method: null, host: null, status: null, correlationId: null };
  return channel.tracePromise(() => current.run(about, call), about);
}

/** Listens to all calls of this process until the function it answers with is called. */
export function listenToCalls({ began, ended }: CallListener): () => void {
  const subscriber = {
    start: (call: ProviderCall) => began?.(call),
    asyncEnd: (call: ProviderCall & { readonly error?: unknown }) => ended(call, call.error ?? null),
    end: ignore,
    asyncStart: ignore,
    error: ignore,
  };
  channel.subscribe(subscriber);
  return () => channel.unsubscribe(subscriber);
}

/** `fetch`, noting on the call under way where it goes and how it is answered. */
export const watchedFetch: typeof fetch = async (input, init) => {
  const call = current.getStore();
  if (call === undefined) return fetch(input, init);
  call.method = init?.method?.toUpperCase() ?? 'GET';
  call.host = hostOf(input);
  const response = await fetch(input, init);
  call.status = response.status;
  call.correlationId = correlationId(response.headers);
  return response;
};

/** WePay's name for it. Only what looks like an id: an answer may say anything. */
export function correlationId(headers: Headers | undefined): string | null {
  const id = headers?.get('x-correlation-id') ?? '';
  return /^[\w.:-]{1,100}$/.test(id) ? id : null;
}

function hostOf(input: Parameters<typeof fetch>[0]): string | null {
  const address = input instanceof Request ? input.url : String(input);
  return URL.canParse(address) ? new URL(address).host : null;
}

function ignore(): void {}
