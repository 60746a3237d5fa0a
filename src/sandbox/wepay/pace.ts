import { SECOND, type Millis } from '../../domain/instant.ts';

/** The window of WePay's limit: "30 requests per endpoint and per account every 10 seconds on a sliding window" (API basics). */
const WINDOW: Millis = 10 * SECOND;

/** Counts requests. In memory: what was asked before a restart is forgotten. */
export interface Pace {
  /** Whether one more request to this endpoint is within the limit; counted if so. */
  allows(endpoint: string, limit: number, now: Millis): boolean;
}

export function createPace(): Pace {
  const taken = new Map<string, readonly Millis[]>();
  return {
    allows(endpoint, limit, now) {
      const recent = (taken.get(endpoint) ?? []).filter((at) => at > now - WINDOW);
      const allowed = recent.length < limit;
      taken.set(endpoint, allowed ? [...recent, now] : recent);
      return allowed;
    },
  };
}
