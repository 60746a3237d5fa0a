import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Said of every worker that only makes calls, which is what ours beside the common one are for. */
const MEANT = 'No workflows registered';

/** Hands what the Temporal SDK has to say to our own log. Its everyday news about workers starting and stopping are left out. */
export function sdkLogger(log: Logger): DefaultLogger {
  return new DefaultLogger('WARN', ({ level, message, meta }: LogEntry) => {
    if (message.startsWith(MEANT)) return;
    const { error, ...rest } = meta ?? {};
    log[LEVELS[level]]({ ...rest, ...(error === undefined ? {} : { err: error }) }, message);
  });
}
