import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import type { RefusalKind } from '../domain/messages.ts';
import { StoreOpenError, StoreUnavailableError } from '../store/errors.ts';
import { BadCursorError } from '../store/store.ts';
import {
  CaseClosedError,
  NoWorkerError,
  RefusedError,
  TemporalUnavailableError,
} from '../temporal/gateway.ts';
import { Problem, sendProblem } from './problem.ts';

const REFUSAL_STATUS: Readonly<Record<RefusalKind, number>> = { invalid: 422, conflict: 409, not_found: 404 };

/** For the router's and body parser's own errors, whose words are not ours to show. */
const BODY_DETAIL: Readonly<Record<number, string>> = {
  400: 'The request could not be read: its address or its JSON is malformed.',
  413: 'The body is larger than 1 MiB.',
  415: 'Send the body uncompressed, in UTF-8.',
};

/** The one place where errors become answers. Nobody outside learns more than the {@link Problem} says. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => {
    const problem = expected(error) ?? unexpected(error, log.child({ id: res.get('X-Request-Id') }));
    if (res.headersSent) res.destroy();
    else sendProblem(res, problem);
  };
}

/** The answer to an error that is part of the contract; null for any other. */
function expected(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof RefusedError) {
    return new Problem(REFUSAL_STATUS[error.refusal.kind], error.refusal.message, { type: 'refused' });
  }
  if (error instanceof CaseClosedError) {
    return new Problem(
      409,
      'This case is closed: its quiet period is over and nothing about it can change.',
      {
        type: 'case-closed',
      },
    );
  }
  if (error instanceof BadCursorError) {
    const detail = 'This cursor is not one of ours: begin at the first page.';
    return new Problem(400, detail, {
      type: 'validation',
      errors: [{ in: 'query', pointer: '/cursor', detail }],
    });
  }
  return outage(error) ?? unreadable(error);
}

function outage(error: unknown): Problem | null {
  if (error instanceof NoWorkerError) {
    return new Problem(
      503,
      'No worker answered in time. Repeat it, with the same Idempotency-Key if it had one.',
      {
        type: 'no-worker',
        headers: { 'Retry-After': '5' },
      },
    );
  }
  if (error instanceof TemporalUnavailableError) {
    return new Problem(
      503,
      'Temporal is out of reach. Repeat it shortly, with the same Idempotency-Key if it had one.',
      {
        type: 'temporal-unavailable',
        headers: { 'Retry-After': '5' },
      },
    );
  }
  if (error instanceof StoreUnavailableError || error instanceof StoreOpenError) {
    return new Problem(503, 'The store is out of reach. Try again shortly.', {
      type: 'store-unavailable',
      headers: { 'Retry-After': '5' },
    });
  }
  return null;
}

/** The router's and body parser's errors carry the status they mean. */
function unreadable(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  const detail = BODY_DETAIL[error.status];
  return detail === undefined ? null : new Problem(error.status, detail);
}

/** The response says nothing of it; the log does. */
function unexpected(error: unknown, log: Logger): Problem {
  log.error({ error: loggable(error) }, 'a request failed');
  return new Problem(
    500,
    'Something went wrong here, not with the request. The log has it under X-Request-Id.',
  );
}

/** Other fields of an error may carry what a request or a query held, which is people's data. */
function loggable(error: unknown): { readonly [key: string]: unknown } {
  return error instanceof Error
    ? { type: error.name, message: error.message, stack: error.stack }
    : { type: typeof error };
}
