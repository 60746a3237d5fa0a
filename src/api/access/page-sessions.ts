import type { Request, Response } from 'express';
import { instant } from '../../domain/instant.ts';
import type { Identity, Newcomer } from '../../people/person.ts';
import { hashOf, newSecret } from '../../people/secret.ts';
import { type Session, SESSION_TOTAL, type Sessions } from '../../store/sessions.ts';
import type { People } from '../../store/people.ts';
import type { AccessOptions } from './access.ts';
import { cookie } from './cookies.ts';
import { type CheckOrigin, originCheck } from './origin.ts';

/** Who is signed in at the pages, by a cookie. */
export interface PageSessions {
  /**
   * The session of a request; null when it has none that goes on.
   *
   * @param pagesOf - other origins than our own whose pages may send it
   * @throws Problem 403 when a page of another site sent it
   */
  find(req: Request, pagesOf?: readonly string[]): Promise<Session | null>;
  /**
   * Lets somebody in, in place of whoever was signed in before.
   *
   * @throws NameTakenError
   */
  begin(req: Request, res: Response, newcomer: Newcomer): Promise<Session>;
  end(req: Request, res: Response): Promise<void>;
  /** Ends all sessions of somebody who has lost their rights, in every browser, and keeps them from acting by any other way too. */
  bar(identity: Identity): Promise<void>;
  /** Throws a 403 Problem when a page of another site sent it. */
  readonly checkOrigin: CheckOrigin;
}

export function pageSessions(
  store: { readonly people: People; readonly sessions: Sessions },
  { publicUrl, links, now }: AccessOptions,
): PageSessions {
  const sessionCookie = cookie('recourse-session', publicUrl);
  const checkOrigin = originCheck(publicUrl, links !== null);
  const forget = async (req: Request) => {
    const secret = sessionCookie.read(req);
    if (secret !== null) await store.sessions.end(hashOf(secret));
  };
  return {
    checkOrigin,
    async find(req, pagesOf = []) {
      const secret = sessionCookie.read(req);
      if (secret === null) return null;
      const session = await store.sessions.find(hashOf(secret), instant(now()), isUse(req));
      const isLetIn = pagesOf.includes(req.headers.origin ?? '');
      if (session !== null && !isLetIn) checkOrigin(req);
      return session;
    },
    async begin(req, res, newcomer) {
      const at = instant(now());
      const { id } = await store.people.signIn(newcomer, at);
      await forget(req);
      const secret = newSecret();
      const session = await store.sessions.begin(hashOf(secret), id, at);
      sessionCookie.set(res, secret, SESSION_TOTAL);
      return session;
    },
    async end(req, res) {
      await forget(req);
      sessionCookie.clear(res);
    },
    bar: (identity) => store.people.bar(identity, instant(now())),
  };
}

/** A page that was left open follows events and asks anew for as long as it likes, and says so: nobody need be there. */
function isUse(req: Request): boolean {
  const { accept, 'recourse-unattended': unattended } = req.headers;
  return unattended === undefined && accept?.includes('text/event-stream') !== true;
}
