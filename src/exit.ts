import { OperatorError } from './operator-error.ts';
import { DataFolderInUseError } from './sandbox/database.ts';
import { StoreOpenError, StoreUnavailableError } from './store/errors.ts';

/** The errors whose message tells a person what to put right. */
const FOR_PEOPLE = [OperatorError, StoreOpenError, DataFolderInUseError];

/** The errors whose message says it all, and which pass without anybody's doing. */
const PASSING = [StoreUnavailableError];

/** What the operating system refuses until a person puts it right, by its code. */
const REFUSED_BY_SYSTEM: ReadonlyMap<unknown, string> = new Map([
  ['EACCES', 'this user may not write there, or not read it'],
  ['EPERM', 'this user may not do that'],
  ['EROFS', 'it is on a disk that cannot be written to'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', "this user's share of the disk is full"],
]);

/** 2 when a person must put something right first, else 1. */
export function exitCodeFor(error: unknown): 1 | 2 {
  return isForPeople(error) || systemRefusal(error) !== null ? 2 : 1;
}

/** What to print about an error that ended the program. */
export function sentenceFor(error: unknown): string {
  const refusal = systemRefusal(error);
  if (refusal !== null) return refusal;
  if (!(error instanceof Error)) return messageOf(error) ?? String(error);
  const saysItAll = isForPeople(error) || PASSING.some((kind) => error instanceof kind);
  return saysItAll ? error.message : (error.stack ?? error.message);
}

function isForPeople(error: unknown): boolean {
  return FOR_PEOPLE.some((kind) => error instanceof kind);
}

/** A sentence about a file or folder the operating system keeps us from; null for every other error. */
function systemRefusal(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  const why = REFUSED_BY_SYSTEM.get(error.code);
  if (why === undefined) return null;
  const where = 'path' in error && typeof error.path === 'string' ? error.path : 'A file';
  return `${where} cannot be used (${String(error.code)}): ${why}.`;
}

/** Some libraries throw what is no Error. */
function messageOf(thrown: unknown): string | null {
  const said = typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : null;
  return typeof said === 'string' ? said : null;
}
