import type { ProviderFailure } from '../../src/domain/reads.ts';
import type { CallOutcome } from '../../src/domain/submission.ts';
import * as calls from '../../src/workflows/calls.ts';

/** What the dispute workflow would get, or make of the failure. */
export type Called =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly failure: ProviderFailure; readonly outcome: CallOutcome };

/** A workflow that calls one activity just as the dispute workflow calls it: same options, same reading of failures. */
export async function callActivity(
  name: Exclude<keyof typeof calls, 'failureOf' | 'outcomeOf'>,
  args: readonly unknown[],
): Promise<Called> {
  try {
    const value: unknown = await Reflect.apply(calls[name], undefined, args);
    return { done: true, value };
  } catch (error) {
    return { done: false, failure: calls.failureOf(error), outcome: calls.outcomeOf(error) };
  }
}
