import type { ProviderErrorKind } from './errors.ts';

/**
 * What an HTTP status that is no success means. A redirect is no refusal: some other machine than the provider's API answered, and nothing can be told
 * from it.
 */
export function kindOfStatus(status: number): ProviderErrorKind {
  if (status >= 500) return 'unavailable';
  if (status < 400) return 'unreadable';
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'not_found';
    case 408:
      return 'timed_out';
    case 429:
      return 'rate_limited';
    default:
      return 'refused';
  }
}

/** `fetch` reports a connection cut in the middle of a body as a bare TypeError. */
export function isBrokenConnection(thrown: unknown): boolean {
  return (
    thrown instanceof TypeError && (thrown.message === 'terminated' || thrown.message === 'fetch failed')
  );
}

/** The operating system's or HTTP client's own code (`ECONNREFUSED`), looked for down the chain of causes. */
export function systemCode(thrown: unknown): string | null {
  let at = thrown;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    at = at.cause;
  }
  return null;
}
