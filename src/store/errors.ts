/**
 * Thrown when the database is out of reach, overloaded or too slow. Nothing is known to have happened; every write is idempotent, so repeating
 * it later is safe. An API answers 503. The message names neither SQL nor data.
 */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** Thrown when the database understood a statement and refused it: repeating it is useless. The message names neither SQL nor data. */
export class StoreRefusedError extends Error {
  override readonly name = 'StoreRefusedError';
}

/** Thrown when the store cannot be opened until somebody changes something; the message is one sentence that says what. */
export class StoreOpenError extends Error {
  override readonly name = 'StoreOpenError';
}

/**
 * Classes of SQLSTATE after which the same statement may work later: connection lost, rolled back by a conflict, out of resources (a full
 * disk too), operator's intervention or time-out, system error. Source: PostgreSQL's manual, appendix A.
 */
const PASSING_CLASSES = new Set(['08', '40', '53', '57', '58']);

/** A server that was demoted in a fail-over takes no writes until the pool has found its successor. */
const READ_ONLY_SERVER = '25006';

/**
 * What a driver's error means for the caller. The driver's own error is dropped rather than kept as `cause`: it carries SQL, parameters and
 * values, and errors are logged.
 */
export function storeError(error: unknown): Error {
  const code = codeOf(error);
  if (code === null) return new StoreUnavailableError('The database does not answer.');
  if (!/^[0-9A-Z]{5}$/.test(code))
    return new StoreUnavailableError(`The database cannot be reached (${code}).`);
  if (code.startsWith('28'))
    return new StoreOpenError(`The database refused the user name or password (${code}).`);
  if (code === '3D000')
    return new StoreOpenError('The database that DATABASE_URL names does not exist (3D000).');
  return PASSING_CLASSES.has(code.slice(0, 2)) || code === READ_ONLY_SERVER
    ? new StoreUnavailableError(`The database cannot serve this now (${code}).`)
    : new StoreRefusedError(`The database refused a statement (${code}).`);
}

/** SQLSTATE, or the system's own word such as `ECONNREFUSED`; null where the driver gives none, as for its time-outs. */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' && error.code !== '' ? error.code : null;
}
