import type { ProviderFailure } from '../../src/domain/reads.ts';
import type { CallOutcome } from '../../src/domain/doubt.ts';
import {
  failureOf,
  handOverCase,
  keepTexts,
  openCase,
  outcomeOf,
  readDispute,
  readProvider,
  recordCase,
  stageEvidence,
  submitEvidence,
  uploadEvidenceFile,
} from '../../src/workflows/calls.ts';
import { sendRefund } from '../../src/workflows/refund-calls.ts';

const CALLS = {
  handOverCase,
  keepTexts,
  openCase,
  readDispute,
  readProvider,
  recordCase,
  sendRefund,
  stageEvidence,
  submitEvidence,
  uploadEvidenceFile,
};

/** What the dispute workflow would get, or make of the failure. */
export type Called =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly failure: ProviderFailure; readonly outcome: CallOutcome };

/** A workflow that calls one activity just as the dispute workflow calls it: same options, same reading of failures. */
export async function callActivity(name: keyof typeof CALLS, args: readonly unknown[]): Promise<Called> {
  try {
    const value: unknown = await Reflect.apply(CALLS[name], undefined, args);
    return { done: true, value };
  } catch (error) {
    return { done: false, failure: failureOf(error), outcome: outcomeOf(error) };
  }
}
