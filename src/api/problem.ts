import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import { z } from 'zod';

/** The media type of every answer that is not a success (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json';

const fieldError = z.object({
  in: z.enum(['query', 'headers', 'body']).meta({ description: 'Where in the request.' }),
  pointer: z.string().meta({ description: 'JSON Pointer to it; the name after a slash outside the body.' }),
  detail: z.string(),
});

/** What was wrong with one part of a request. */
export type FieldError = Readonly<z.infer<typeof fieldError>>;

export const problemSchema = z
  .object({
    type: z.string().meta({ description: '`about:blank`, or a stable URN to branch on.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened and what to do about it.' }),
    errors: z.array(fieldError).optional(),
    checks: z
      .record(z.string(), z.boolean())
      .optional()
      .meta({ description: '`/readyz` only: what is in reach.' }),
  })
  .meta({ id: 'Problem', description: 'Why a request was not done (RFC 9457).' });

export interface ProblemOptions {
  /** The last part of `urn:recourse:problem:…`; absent where the status alone says it all. */
  readonly type?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly checks?: Readonly<Record<string, boolean>>;
}

/** An answer other than success, thrown from anywhere below a route. Its detail is for people and free of personal data. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly options: ProblemOptions;

  constructor(status: number, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.status = status;
    this.options = options;
  }
}

/** Answers with a problem; nothing of the request may have been answered yet. */
export function sendProblem(res: Response, problem: Problem): void {
  const { type, errors, headers, checks } = problem.options;
  const body: z.infer<typeof problemSchema> = {
    type: type === undefined ? 'about:blank' : `urn:recourse:problem:${type}`,
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.message,
    ...(errors && { errors: [...errors] }),
    ...(checks && { checks }),
  };
  res
    .status(problem.status)
    .set({ ...headers })
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(body));
}
