import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { PROBLEM_TYPE, problemSchema } from './problem.ts';
import type { Route } from './route.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const ABOUT = `Disputes and refunds of every provider, one durable case for each disputed payment.

Programs send a token with every request: \`Authorization: Bearer <token>\`. The pages for people send the cookie of their session instead; what changes anything
must then name the origin of these pages (\`Origin\`). Unknown parameters and fields are refused, and answers may gain fields.
Times are RFC 3339 in UTC; money is an exact decimal string in major units. Errors are RFC 9457 problems.`;

const SCHEMES = {
  token: { type: 'http', scheme: 'bearer' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'recourse-session',
    description: '`__Host-recourse-session` where Recourse is reached by TLS.',
  },
} as const;

/** Describes routes in OpenAPI 3.1, from the schemas that check their requests. */
export function describeRoutes(routes: readonly Route[]): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return createDocument(
    {
      openapi: '3.1.1',
      info: { title: 'Recourse', version: '1.0.0', description: ABOUT },
      servers: [{ url: '/' }],
      tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
      components: { securitySchemes: SCHEMES },
      paths,
    },
    { override: ({ jsonSchema, io }) => loosen(jsonSchema, io) },
  );
}

function operation(route: Route): ZodOpenApiOperationObject {
  const { operationId, tag, summary, request } = route;
  return {
    operationId,
    tags: [tag],
    summary,
    description: [route.description, needs(route)].filter(Boolean).join('\n\n'),
    security: route.access === null ? [] : [{ token: [] }, { session: [] }],
    requestParams: {
      ...(request.params && { path: request.params }),
      ...(request.query && { query: request.query }),
      ...(request.headers && { header: request.headers }),
    },
    ...requestBody(route),
    responses: { ...successes(route), ...problems(route) },
  };
}

function requestBody({ request, rawBody }: Route) {
  const schema = request.body ?? rawBody?.schema;
  const type = rawBody?.type ?? 'application/json';
  return schema && { requestBody: { required: true, content: { [type]: { schema } } } };
}

function needs({ access }: Route): string {
  if (access === null) return 'Needs neither token nor session.';
  const whole = access.allMerchants ? ', for all merchants' : '';
  return `Needs the role \`${access.role}\` or a higher one${whole}.`;
}

function successes({ responses }: Route): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description, json, content = [] }]) => {
      const types = json ? { 'application/json': { schema: json } } : {};
      const others = Object.fromEntries(
        content.map((type) => [type, { schema: type === EVENT_STREAM ? EVENT : BYTES }]),
      );
      return [status, { description, content: { ...types, ...others } }];
    }),
  );
}

const BYTES = z.string().meta({ format: 'binary' });

const EVENT_STREAM = 'text/event-stream';
/** Of a stream the schema is that of one event. */
const EVENT = z
  .object({ event: z.string(), data: z.string().meta({ description: 'JSON.' }) })
  .meta({ id: 'ServerSentEvent', description: 'One event of a stream.' });

/** What a route may answer because of what it takes. */
function commonProblems({ access, request }: Route): Record<number, string> {
  return {
    ...(access && {
      400: 'The request is malformed, or has a parameter that is unknown or wrong.',
      401: 'No token or session, or one that is unknown or has ended.',
      403: 'The caller may not do this; `detail` says which role is needed, or that another site sent it.',
    }),
    ...(request.body && JSON_PROBLEMS),
    500: 'Something went wrong here.',
  };
}

const JSON_PROBLEMS = {
  400: 'The body is missing or not JSON, or a parameter is unknown or wrong.',
  413: 'The body is larger than 1 MiB.',
  415: 'The body is not called JSON, or compressed.',
  422: 'The body is not as described; `errors` says where.',
};

function problems(route: Route): ZodOpenApiResponsesObject {
  const all = { ...commonProblems(route), ...route.problems };
  return Object.fromEntries(
    Object.entries(all).map(([status, meaning]) => [
      status,
      {
        description: `${STATUS_CODES[status] ?? 'Problem'}. ${meaning}`,
        content: { [PROBLEM_TYPE]: { schema: problemSchema } },
      },
    ]),
  );
}

/** Answers may gain fields without notice; and the pattern behind `format: date-time` is only noise to a reader. */
function loosen(
  schema: { additionalProperties?: unknown; format?: string; pattern?: string },
  io: string,
): void {
  if (io === 'output' && schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.format === 'date-time') delete schema.pattern;
}
