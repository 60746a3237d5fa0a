import { z } from 'zod';
import { ControlProblem } from '../control/problem.ts';
import { WhopRefusal } from './refusal.ts';
import { ImpossibleTransitionError } from './transitions.ts';

const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'a decimal number')
  .transform(Number);

/** An amount in major units, as a number or as decimal text. */
export const amountAsked = z.union([z.number().positive(), decimal]);

/** Does what was asked of the control API, or answers why it cannot be done. */
export function possibly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ImpossibleTransitionError) throw new ControlProblem(409, error.message);
    if (error instanceof WhopRefusal) {
      throw new ControlProblem(error.status === 404 ? 404 : 409, error.message);
    }
    throw error;
  }
}
