import type { SignInProblem } from '../api/schemas/session.ts';
import type { Identity } from './person.ts';

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

/** Thrown for somebody whom none of their groups gives rights here: whatever rights they had are over. */
export class NoRightsError extends SignInError {
  readonly identity: Identity;

  constructor(identity: Identity) {
    super('no_access', 'no mapped group');
    this.identity = identity;
  }
}
