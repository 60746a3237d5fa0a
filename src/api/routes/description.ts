import { z } from 'zod';
import { type DocsPage, docsPage } from '../docs/page.ts';
import { describeRoutes, type OpenApiDocument } from '../openapi.ts';
import { type OpenRoute, type Route, route } from '../route.ts';

const TAG = 'Description';

/** Routes that describe themselves and the given ones. */
export function descriptionRoutes(others: readonly Route[]): Route[] {
  const described: Route[] = [json(() => document), page(() => rendered)];
  const document = describeRoutes([...others, ...described]);
  const rendered = docsPage(document);
  return described;
}

function json(document: () => OpenApiDocument): Route {
  return route({
    method: 'get',
    path: '/api/v1/openapi.json',
    operationId: 'describeApi',
    tag: TAG,
    summary: 'This description, as OpenAPI 3.1',
    role: 'viewer',
    request: {},
    responses: {
      200: {
        description: 'The description.',
        json: z.looseObject({ openapi: z.string() }).meta({ id: 'OpenApiDocument' }),
      },
    },
    problems: {},
    handle: async () => ({ status: 200, json: document() }),
  });
}

function page(rendered: () => DocsPage): OpenRoute {
  return {
    method: 'get',
    path: '/docs',
    operationId: 'readDescription',
    tag: TAG,
    summary: 'This description, as a page to read',
    request: {},
    responses: { 200: { description: 'The page.', content: ['text/html'] } },
    problems: {},
    access: null,
    serve() {
      const { html, contentSecurityPolicy } = rendered();
      return {
        status: 200,
        headers: { 'Content-Security-Policy': contentSecurityPolicy },
        content: { type: 'text/html', data: html },
      };
    },
  };
}
