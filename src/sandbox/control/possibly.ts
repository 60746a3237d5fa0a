import { ImpossibleTransitionError } from '../cases/runs.ts';
import { Refusal } from '../refusal.ts';
import { ControlProblem } from './problem.ts';

/** Does what was asked of the control API, or answers why it cannot be done. */
export function possibly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ImpossibleTransitionError) throw new ControlProblem(409, error.message);
    if (error instanceof Refusal) throw new ControlProblem(error.status === 404 ? 404 : 409, error.message);
    throw error;
  }
}
