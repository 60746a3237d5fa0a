import type { Millis } from '../domain/instant.ts';

/** Asks anew when the last answer is older than this; whoever asks meanwhile shares it. */
export function kept<T>(duration: Millis, ask: () => Promise<T>): () => Promise<T> {
  let answer: { readonly until: Millis; readonly value: Promise<T> } | null = null;
  return () => {
    const now = Date.now();
    if (answer === null || answer.until <= now) answer = { until: now + duration, value: ask() };
    return answer.value;
  };
}
