import type { Request } from 'express';
import { Problem } from '../problem.ts';

/** Methods that change nothing. */
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** `localhost`, `127.0.0.1:3000`, `[::1]:3000`: names that no site elsewhere can have. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/;

/** Throws a 403 {@link Problem} unless a request comes from a page of ours. */
export type CheckOrigin = (req: Request) => void;

/**
 * Keeps other sites from acting with the cookie of whoever visits them: what changes anything must name our own origin, which browsers add by
 * themselves and let no page choose.
 *
 * @param publicUrl - the origin people use
 * @param takesLoopback - on one machine the pages may also be opened under any other name of it
 */
export function originCheck(publicUrl: string, takesLoopback: boolean): CheckOrigin {
  return (req) => {
    const { origin, host = '' } = req.headers;
    if (SAFE.includes(req.method) || origin === publicUrl) return;
    if (takesLoopback && LOOPBACK.test(host) && origin === `http://${host}`) return;
    throw new Problem(
      403,
      'This did not come from a page of Recourse at the address set in RECOURSE_PUBLIC_URL.',
      { type: 'foreign-origin' },
    );
  };
}
