import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RequestHandler, type Response, Router } from 'express';
import { html } from '../html.ts';
import { Problem } from './problem.ts';

/** Where `npm run build` puts the pages. */
const BUILT = fileURLToPath(new URL('../../dist/web/', import.meta.url));

/** Every address that shows a page; which one it is, the pages find out themselves. */
const ADDRESSES = [
  '/',
  '/cases/:case_id',
  '/refunds',
  '/refunds/new',
  '/refunds/:refund_id',
  '/insights',
  '/health',
  '/sign-in',
  '/sign-in/link/:token',
];

/** Stands in the built page wherever its own scripts and styles are let in; see src/web/vite.config.ts. */
const NONCE = '__CSP_NONCE__';

/** A script of a provider that takes documents from a browser. */
export interface BrowserLibrary {
  /** Its address. */
  readonly script: string;
  /** Where it sends documents. */
  readonly uploads: string;
}

export interface PagesOptions {
  /** Of the built pages; by default that of this program. */
  readonly folder?: string | undefined;
  /** Providers' browser libraries: nothing else from elsewhere is let in. */
  readonly libraries?: readonly BrowserLibrary[] | undefined;
}

/** The pages for people: one shell under each of their addresses, and what it loads. None of it is secret: the API guards what it shows. */
export function pageRoutes(options: PagesOptions): Router {
  const router = Router({ caseSensitive: true });
  for (const address of ADDRESSES) router.get(address, (_req, res) => sendShell(res, 200, options));
  router.get('/assets/:name', asset(options));
  return router;
}

/** For whoever looks for a page there is none of. Programs are left to the problem that follows. */
export function noSuchPage(options: PagesOptions): RequestHandler {
  return async (req, res, next) => {
    const isForPeople = req.method === 'GET' && req.accepts(['json', 'html']) === 'html';
    if (isForPeople && !/^\/(api|webhooks|assets)\//.test(req.path)) await sendShell(res, 404, options);
    else next();
  };
}

async function sendShell(res: Response, status: number, options: PagesOptions): Promise<void> {
  const { folder = BUILT, libraries = [] } = options;
  const shell = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
  const nonce = randomBytes(16).toString('base64');
  res.set({
    'Content-Security-Policy': contentSecurity(nonce, libraries),
    'Cross-Origin-Opener-Policy': 'same-origin',
  });
  if (shell === null) res.status(503).type('html').send(NOT_BUILT);
  else res.status(status).type('html').send(shell.replaceAll(NONCE, nonce));
}

function contentSecurity(nonce: string, libraries: readonly BrowserLibrary[]): string {
  const scripts = libraries.map(({ script }) => new URL(script).origin);
  const uploads = libraries.map((library) => new URL(library.uploads).origin);
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].join(' '),
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    ["connect-src 'self'", ...uploads].join(' '),
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** What a file's name holds a hash of never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The build has put a compressed copy beside each of these. */
const COMPRESSED = /\.(js|css|svg)$/;

function asset({ folder = BUILT }: PagesOptions): RequestHandler<{ name: string }> {
  return (req, res, next) => {
    const { name } = req.params;
    const isCompressed = COMPRESSED.test(name) && req.acceptsEncodings('gzip', 'identity') === 'gzip';
    const headers = {
      'Cache-Control': FOR_EVER,
      Vary: 'Accept-Encoding',
      ...(isCompressed && { 'Content-Encoding': 'gzip' }),
    };
    const file = isCompressed ? `${name}.gz` : name;
    res.type(name.slice(name.lastIndexOf('.')));
    res.sendFile(file, { root: join(folder, 'assets'), headers, cacheControl: false }, (error) => {
      if (error === undefined || res.headersSent) return;
      next(new Problem(404, 'There is no such part of the pages: there may be a newer version of them.'));
    });
  };
}

const NOT_BUILT = html`<!doctype html>
  <html lang="en">
    <meta charset="utf-8" />
    <title>Recourse</title>
    <h1>The pages are not built</h1>
    <p>
      Run <code>npm run build</code> where Recourse runs, then load this again. Everything else works: see
      <a href="/docs">the API</a>.
    </p>
  </html>`.source;
