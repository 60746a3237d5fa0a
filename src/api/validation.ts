import type { z } from 'zod';
import { type FieldError, Problem } from './problem.ts';

/** The parts of a request, in the order in which their faults are told, and the status that says one is wrong. */
const PARTS = [
  { part: 'params', status: 404 },
  { part: 'query', status: 400 },
  { part: 'headers', status: 400 },
  { part: 'body', status: 422 },
] as const;
type Part = (typeof PARTS)[number]['part'];

/**
 * Checks a request, given by its parts.
 *
 * @throws Problem naming every fault of the first faulty part: 404 in the path (there is no such thing), 400 in the query or a header, 422 in
 *   the body
 */
export function validated<S extends z.ZodType>(
  schema: S,
  request: Readonly<Partial<Record<Part, unknown>>>,
): z.output<S> {
  const result = schema.safeParse(request);
  if (result.success) return result.data;
  const { issues } = result.error;
  const faulty = PARTS.find(({ part }) => issues.some(({ path }) => path[0] === part)) ?? PARTS[0];
  throw problemWith(
    faulty,
    issues.filter(({ path }) => path[0] === faulty.part),
  );
}

function problemWith({ part, status }: (typeof PARTS)[number], issues: readonly z.core.$ZodIssue[]): Problem {
  if (part === 'params') return new Problem(status, 'There is nothing under this address.');
  return new Problem(status, `The ${part} is not as described at /docs; see errors.`, {
    type: 'validation',
    errors: issues.flatMap((issue) => fieldErrors(issue, part)),
  });
}

function fieldErrors(issue: z.core.$ZodIssue, part: FieldError['in']): FieldError[] {
  const path = issue.path.slice(1);
  if (issue.code !== 'unrecognized_keys') {
    return [{ in: part, pointer: pointer(path), detail: issue.message }];
  }
  return issue.keys.map((key) => ({
    in: part,
    pointer: pointer([...path, key]),
    detail: 'There is nothing of this name here.',
  }));
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
