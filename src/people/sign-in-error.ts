import type { SignInProblem } from '../api/schemas/session.ts';

/** Thrown when somebody cannot be let in. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  /** What they are told. */
  readonly problem: SignInProblem;

  /** @param reason - for the log: a code, with nothing of the person in it */
  constructor(problem: SignInProblem, reason: string) {
    super(reason);
    this.problem = problem;
  }
}
