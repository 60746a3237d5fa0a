import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { DatabaseSync } from 'node:sqlite';
import type { z } from 'zod';
import { inTransaction } from '../database.ts';
import { ControlProblem } from './problem.ts';

/** One route of the control API. Its summary is what `GET /control` shows of it. */
export interface ControlRoute {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  /** Answered when all is well; 200 when absent. */
  readonly status?: number;
  readonly handle: (request: ControlRequest) => unknown;
}

/** A request to the control API; body and query are for {@link checked} to read. */
interface ControlRequest {
  /** What stands for `:id` in the path. */
  readonly id: string;
  readonly body: unknown;
  readonly query: unknown;
}

/**
 * Reads a body or query; a missing one counts as empty.
 *
 * @throws ControlProblem 400, saying field by field what is wrong
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new ControlProblem(400, `${sentences.join('; ')}.`);
}

/** Puts the control API on the wire. Every request is one transaction; `afterwards` runs once it is kept. */
export function mountControl(
  app: Express,
  routes: readonly ControlRoute[],
  { database, afterwards }: { readonly database: DatabaseSync; readonly afterwards: () => void },
): void {
  // Read as JSON whatever it is called, because curl's `-d` calls it a form.
  app.use('/control', express.json({ limit: '1mb', type: () => true }));
  for (const route of routes) {
    const path: string = `/control${route.path}`;
    app[route.method](path, (request, response) => {
      const { id } = request.params;
      const answer = inTransaction(database, () =>
        route.handle({ id: typeof id === 'string' ? id : '', body: request.body, query: request.query }),
      );
      response.status(route.status ?? 200).json(answer);
      if (route.method !== 'get') afterwards();
    });
  }
  app.use('/control', (request: Request) => {
    throw new ControlProblem(
      404,
      `There is no ${request.method} ${request.originalUrl}; GET /control lists what there is.`,
    );
  });
  app.use('/control', sendProblem);
}

function sendProblem(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  const problem = toProblem(error);
  if (problem === null || response.headersSent) {
    next(error);
    return;
  }
  const { status, message } = problem;
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: TITLES[status], status, detail: message }));
}

const TITLES = { 400: 'Bad Request', 404: 'Not Found', 409: 'Conflict' };

function toProblem(error: unknown): ControlProblem | null {
  if (error instanceof ControlProblem) return error;
  const unreadable = error instanceof SyntaxError && 'body' in error;
  return unreadable ? new ControlProblem(400, 'The request body is not valid JSON.') : null;
}
