import { OperatorError } from './operator-error.ts';
import { DataFolderInUseError } from './sandbox/database.ts';
import { StoreOpenError } from './store/errors.ts';

/** The errors whose message tells a person what to put right. */
const FOR_PEOPLE = [OperatorError, StoreOpenError, DataFolderInUseError];

/** 2 when a person must put something right first, else 1. */
export function exitCodeFor(error: unknown): 1 | 2 {
  return isForPeople(error) ? 2 : 1;
}

/** What to print about an error that ended the program. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isForPeople(error) ? error.message : (error.stack ?? error.message);
}

function isForPeople(error: unknown): boolean {
  return FOR_PEOPLE.some((kind) => error instanceof kind);
}
