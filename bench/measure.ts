import { SECOND, type Millis } from '../src/domain/instant.ts';

/** What came of doing one thing many times. */
export interface Measured {
  /** How often it was done a second, over the whole run. */
  readonly rate: number;
  /** How long each took, shortest first. */
  readonly took: readonly Millis[];
}

/**
 * Does something `times` times, at most `width` at once, and measures each. Rejects with the first that fails: a rate in which failures count as done
 * tells nothing.
 */
export async function inFlight(
  { times, width }: { readonly times: number; readonly width: number },
  act: (index: number) => Promise<void>,
): Promise<Measured> {
  const took: Millis[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < times) {
      const index = next;
      next += 1;
      const began = performance.now();
      await act(index);
      took.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: Math.min(width, times) }, lane));
  const lasted = performance.now() - began;
  return { rate: (times * SECOND) / lasted, took: took.toSorted((one, other) => one - other) };
}

/** The value below which this part of them lies. @param part - from 0 to 1 @param sorted - lowest first, not empty */
export function percentile(sorted: readonly number[], part: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  if (value === undefined) throw new Error('Nothing was measured.');
  return value;
}

/** The middle one of several rounds. */
export function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((one, other) => one - other),
    0.5,
  );
}
