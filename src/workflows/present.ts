import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { CaseFile } from '../domain/case-file.ts';
import { describeCase } from '../domain/describe.ts';
import { summariseCase } from '../domain/summary.ts';
import { caseAttributes } from './search-attributes.ts';

/** Shows a case in the Temporal UI. */
export function describe(file: CaseFile): void {
  setCurrentDetails(describeCase(file));
}

/** Lets lists of workflows find the case as it stands. Only what changed is sent, and nothing where nothing did, as each sending costs an event. */
export function showInLists({ state }: CaseFile): void {
  const changed = caseAttributes(state, summariseCase(state)).filter(differs);
  if (changed.length > 0) upsertSearchAttributes(changed);
}

function differs({ key, value }: SearchAttributeUpdatePair): boolean {
  const shown = workflowInfo().typedSearchAttributes.get(key) ?? null;
  return JSON.stringify(shown) !== JSON.stringify(value);
}
