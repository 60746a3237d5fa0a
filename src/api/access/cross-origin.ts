import type { RequestHandler } from 'express';
import { HOUR, SECOND } from '../../domain/instant.ts';

/** What Temporal's web pages send along. */
const HEADERS = 'authorization, content-type, x-namespace';

/** Lets pages of some other origins, and of no others, send a person's cookie along and read the answer, errors too (CORS). */
export function readableFrom(origins: readonly string[]): RequestHandler {
  return (req, res, next) => {
    const { origin } = req.headers;
    res.vary('Origin');
    if (origin === undefined || !origins.includes(origin)) {
      next();
      return;
    }
    res.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' });
    if (req.method !== 'OPTIONS') {
      next();
      return;
    }
    res.set({
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': HEADERS,
      'Access-Control-Max-Age': String(HOUR / SECOND),
    });
    res.status(204).end();
  };
}
