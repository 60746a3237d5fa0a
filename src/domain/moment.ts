import { type Instant, millis } from './instant.ts';

/** A moment at which something is to happen by itself. */
export interface Moment {
  readonly at: Instant;
  /** What, in a few words for the Temporal UI. */
  readonly why: string;
}

/** One moment, or none while there is no time for it. */
export function moment(at: Instant | null, why: string): readonly Moment[] {
  return at === null ? [] : [{ at, why }];
}

/** The first of them; null when there is none. */
export function firstOf(moments: readonly Moment[]): Moment | null {
  return moments.toSorted((a, b) => millis(a.at) - millis(b.at))[0] ?? null;
}
