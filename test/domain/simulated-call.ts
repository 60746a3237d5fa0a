import type { Millis } from '../../src/domain/instant.ts';
import type { FailureKind, ProviderFailure } from '../../src/domain/reads.ts';

/** What becomes of one call to the provider. */
export interface Fate {
  /** `lost`: the worker died with it. `late`: nobody picked it up in time, so that it was never sent. */
  readonly answer: 'good' | FailureKind | 'lost' | 'late';
  /** Of an answer that leaves a doubt: it took effect all the same. */
  readonly works: boolean;
  /** How long after the call its effect shows, when no answer came in time. */
  readonly delay: Millis;
}

export const GOOD: Fate = { answer: 'good', works: true, delay: 0 };

/** Answers that prove that a call had no effect. */
export const DECLINED: ReadonlySet<Fate['answer']> = new Set<Fate['answer']>([
  'unauthorized',
  'forbidden',
  'not_found',
  'refused',
  'rate_limited',
  'late',
]);

/** Thrown for a call that did not come back good. */
export class SimulatedFailure extends Error {
  readonly failure: ProviderFailure;
  readonly answer: Fate['answer'];

  constructor(answer: Exclude<Fate['answer'], 'good'>) {
    super(`The call was ${answer}.`);
    this.answer = answer;
    const kind = answer === 'lost' || answer === 'late' ? 'timed_out' : answer;
    this.failure = {
      kind,
      message: this.message,
      retryAfter: kind === 'rate_limited' ? 30_000 : null,
    };
  }
}
