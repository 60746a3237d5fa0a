import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Role } from '../people/role.ts';
import type { Access, Caller } from './auth.ts';
import { readJson } from './body.ts';
import { validated } from './validation.ts';

/** What a route answers with when it succeeds. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Anything but JSON. */
  readonly content?: {
    readonly type: string;
    /** In pieces where it is too large to be held at once. */
    readonly data: string | Uint8Array | AsyncIterable<Uint8Array>;
    /** The name to save it under; absent for what is shown. */
    readonly attachment?: string;
  };
}

/** One documented answer. */
export interface ResponseDescription {
  readonly description: string;
  readonly json?: z.ZodType;
  /** The media types of anything but JSON. */
  readonly content?: readonly string[];
}

/** The parts of a request that are checked before a route sees it; header names in lower case. */
export type RequestSchemas = {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  /** JSON. */
  readonly body?: z.ZodType;
};

/** How a route stands in the OpenAPI document. */
export interface RouteDescription {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/api/v1/disputes/{case_id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly request: RequestSchemas;
  /** A body the route reads and checks itself. */
  readonly rawBody?: { readonly type: string; readonly schema: z.ZodType };
  readonly responses: Readonly<Record<number, ResponseDescription>>;
  /** Problems it may answer with, beside those every route has, each with what it means here. */
  readonly problems: Readonly<Record<number, string>>;
}

/** A route anybody may call. */
export interface OpenRoute extends RouteDescription {
  readonly access: null;
  serve(req: Request, res: Response): Answer | Promise<Answer>;
}

/** A route that needs a token. */
export interface GuardedRoute extends RouteDescription {
  readonly access: Access;
  serve(req: Request, res: Response, caller: Caller): Promise<Answer>;
}

/** One line of the table that mounts, guards and describes the API. */
export type Route = OpenRoute | GuardedRoute;

/** A checked request. */
export type Call<S extends RequestSchemas> = z.output<z.ZodObject<S>> & {
  readonly caller: Caller;
  readonly req: Request;
};

/**
 * Defines a route for callers with a role. Each part of a request is checked by the very schema that describes it.
 *
 * @example
 * route({ method: 'get', path: '/api/v1/things/{id}', role: 'viewer', request: { params: z.object({ id: z.string() }) },
 *         handle: async ({ params }) => ({ status: 200, json: await thing(params.id) }), … })
 */
export function route<S extends RequestSchemas>(
  definition: RouteDescription & {
    readonly role: Role;
    readonly allMerchants?: boolean;
    readonly request: S;
    readonly handle: (call: Call<S>) => Promise<Answer>;
  },
): GuardedRoute {
  const { role, allMerchants = false, handle, ...description } = definition;
  const schema = z.object(definition.request);
  return {
    ...description,
    access: { role, allMerchants },
    async serve(req, res, caller) {
      if (definition.request.query === undefined) validated(NO_QUERY, { query: req.query });
      const body = definition.request.body && (await readJson(req, res));
      const { params, query, headers } = req;
      return handle({ ...validated(schema, { params, query, headers, body }), caller, req });
    },
  };
}

/** Routes without parameters refuse unknown ones too. */
const NO_QUERY = z.object({ query: z.strictObject({}) });
