import { z } from 'zod';
import { type Instant, instant } from '../../domain/instant.ts';
import { NameTakenError } from '../../store/people.ts';
import type { AccessOptions } from '../access/access.ts';
import type { PageSessions } from '../access/page-sessions.ts';
import type { Caller } from '../auth.ts';
import { readJson } from '../body.ts';
import { Problem } from '../problem.ts';
import { type GuardedRoute, type OpenRoute, type Route, route } from '../route.ts';
import { linkUse, me, type MeView } from '../schemas/session.ts';
import { validated } from '../validation.ts';
import { NO_STORE, SIGN_IN_TAG } from './words.ts';

export interface SessionRoutesOptions {
  readonly access: AccessOptions;
  readonly sessions: PageSessions;
}

/** Being signed in: coming in by a one-time link, who one is, and logging out. */
export function sessionRoutes(options: SessionRoutesOptions): Route[] {
  return [useLink(options), whoAmI(options.sessions), logOut(options.sessions)];
}

const LinkCall = z.object({ body: linkUse });

function useLink({ access: { links, now }, sessions }: SessionRoutesOptions): OpenRoute {
  return {
    method: 'post',
    path: '/api/v1/session',
    operationId: 'useLink',
    tag: SIGN_IN_TAG,
    summary: 'Sign in by a one-time link',
    description: 'For the page under `/sign-in/link/…`. A link that was only looked at is not used up.',
    request: { body: linkUse },
    responses: { 201: { description: 'Signed in, by a cookie.', json: me } },
    problems: {
      ...NO_STORE,
      403: 'It was not sent by a page of Recourse.',
      404: 'One-time links are not taken here.',
      409: 'Somebody else has signed in under this name before.',
      422: 'The link was used already, is over, or there is none such.',
    },
    access: null,
    async serve(req, res) {
      if (links === null) throw new Problem(404, 'One-time links are not taken here: sign in another way.');
      sessions.checkOrigin(req);
      const { link } = validated(LinkCall, { body: await readJson(req, res) }).body;
      const newcomer = await links.use(link, instant(now()));
      if (newcomer === null) throw noSuchLink();
      const { person, endsAt } = await sessions.begin(req, res, newcomer).catch((error: unknown) => {
        throw error instanceof NameTakenError ? new Problem(409, error.message) : error;
      });
      return { status: 201, json: meView({ ...person, via: 'page' }, endsAt) };
    },
  };
}

function noSuchLink(): Problem {
  return new Problem(
    422,
    'This link was used already, is more than 15 minutes old, or is none of ours. `recourse link` makes another.',
    { type: 'link-refused' },
  );
}

function whoAmI(sessions: PageSessions): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/me',
    operationId: 'whoAmI',
    tag: SIGN_IN_TAG,
    summary: 'Who am I here, and what may I do?',
    role: 'viewer',
    request: {},
    responses: { 200: { description: 'The caller.', json: me } },
    problems: NO_STORE,
    async handle({ caller, req }) {
      const session = caller.via === 'page' ? await sessions.find(req) : null;
      return { status: 200, json: meView(caller, session?.endsAt ?? null) };
    },
  });
}

function meView(
  { id, name, role, merchantIds, via }: Pick<Caller, 'id' | 'name' | 'role' | 'merchantIds' | 'via'>,
  endsAt: Instant | null,
): MeView {
  return {
    id,
    name,
    role,
    merchant_ids: merchantIds === null ? null : [...merchantIds],
    via: via === 'page' ? 'page' : 'api',
    expires_at: endsAt,
  };
}

function logOut(sessions: PageSessions): GuardedRoute {
  return {
    method: 'delete',
    path: '/api/v1/session',
    operationId: 'logOut',
    tag: SIGN_IN_TAG,
    summary: 'Log out',
    description: 'Ends the session of the cookie. A token stays what it is.',
    request: {},
    responses: { 204: { description: 'Logged out.' } },
    problems: NO_STORE,
    access: { role: 'viewer' },
    async serve(req, res) {
      await sessions.end(req, res);
      return { status: 204 };
    },
  };
}
