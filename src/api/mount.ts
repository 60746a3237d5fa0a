import { pipeline } from 'node:stream/promises';
import type { Express, Request, Response } from 'express';
import { readableFrom } from './access/cross-origin.ts';
import { type Authenticate, authorize } from './auth.ts';
import { Problem } from './problem.ts';
import type { Answer, Route } from './route.ts';

/** Puts routes into an app, each behind its role; other methods on their paths are refused (405). */
export function mountRoutes(app: Express, routes: readonly Route[], authenticate: Authenticate): void {
  for (const route of routes) {
    const { pagesOf } = route.access ?? {};
    if (pagesOf !== undefined) app.use(expressPath(route.path), readableFrom(pagesOf));
    app[route.method](expressPath(route.path), async (req, res) => {
      await sendAnswer(res, await answer(route, req, res, authenticate));
    });
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const there = routes.filter((route) => route.path === path);
    app.route(expressPath(path)).all(async (req) => {
      if (there.every(({ access }) => access !== null)) await authenticate(req);
      const allowed = there.map(({ method }) => method.toUpperCase()).join(', ');
      throw new Problem(405, `This address takes ${allowed}.`, { headers: { Allow: allowed } });
    });
  }
}

async function answer(
  route: Route,
  req: Request,
  res: Response,
  authenticate: Authenticate,
): Promise<Answer> {
  if (route.access === null) return route.serve(req, res);
  const caller = await authenticate(req, route.access.pagesOf);
  authorize(caller, route.access);
  return route.serve(req, res, caller);
}

async function sendAnswer(res: Response, { status, headers, json, content }: Answer): Promise<void> {
  res.status(status).set({ ...headers });
  if (content !== undefined) {
    if (content.attachment !== undefined) res.attachment(content.attachment);
    await sendContent(res.type(content.type), content.data);
  } else if (json !== undefined) {
    res.json(json);
  } else {
    res.end();
  }
}

async function sendContent(res: Response, data: NonNullable<Answer['content']>['data']): Promise<void> {
  if (typeof data === 'string') res.send(data);
  else if (data instanceof Uint8Array) res.send(Buffer.from(data));
  else await sendPieces(res, data);
}

/** What goes wrong on the way leaves the answer cut off, so that nobody takes it for whole. A caller who went away is nobody's failure. */
async function sendPieces(res: Response, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(pieces, res);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'))
      throw error;
  }
}

/** `/things/{id}` as the router writes it: `/things/:id`. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
