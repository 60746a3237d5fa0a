import { OperatorError } from './operator-error.ts';
import { DataFolderInUseError } from './sandbox/database.ts';
import { StoreOpenError, StoreUnavailableError } from './store/errors.ts';

/** The errors whose message tells a person what to put right. */
const FOR_PEOPLE = [OperatorError, StoreOpenError, DataFolderInUseError];

/** The errors whose message says it all, and which pass without anybody's doing. */
const PASSING = [StoreUnavailableError];

/** 2 when a person must put something right first, else 1. */
export function exitCodeFor(error: unknown): 1 | 2 {
  return isForPeople(error) ? 2 : 1;
}

/** What to print about an error that ended the program. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const saysItAll = isForPeople(error) || PASSING.some((kind) => error instanceof kind);
  return saysItAll ? error.message : (error.stack ?? error.message);
}

function isForPeople(error: unknown): boolean {
  return FOR_PEOPLE.some((kind) => error instanceof kind);
}
