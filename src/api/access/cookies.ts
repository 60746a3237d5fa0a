import type { CookieOptions, Request, Response } from 'express';
import type { Millis } from '../../domain/instant.ts';

/** One cookie of ours: no script reads it, and other sites' pages send it with no more than a plain link to us. */
export interface Cookie {
  read(req: Request): string | null;
  set(res: Response, value: string, life: Millis): void;
  clear(res: Response): void;
}

/**
 * @param publicUrl - the origin people use. Where that is TLS, browsers send the cookie over nothing else and let no other host set it (`__Host-`).
 */
export function cookie(name: string, publicUrl: string): Cookie {
  const secure = publicUrl.startsWith('https:');
  const fullName = secure ? `__Host-${name}` : name;
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  return {
    read: (req) => valueOf(req.headers.cookie ?? '', fullName),
    set: (res, value, life) => res.cookie(fullName, value, { ...options, maxAge: life }),
    clear: (res) => res.clearCookie(fullName, options),
  };
}

/** Our values hold nothing that needs decoding. */
function valueOf(header: string, name: string): string | null {
  const pairs = header.split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}
