import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Actor } from '../domain/case.ts';
import type { Authority } from '../domain/messages.ts';
import { includesRole, type Role } from '../people/role.ts';
import { addressOf } from './access/address.ts';
import type { PageSessions } from './access/page-sessions.ts';
import { Problem } from './problem.ts';

/** A bearer token of the API. */
export interface ApiToken {
  /** Stands in the time line for what is done with it. */
  readonly name: string;
  readonly role: Role;
  readonly token: string;
  /** The only merchants it sees and touches; null for all. */
  readonly merchantIds: readonly string[] | null;
}

/** Whoever makes a request: a program with a token, or a person at the pages or in the chat. */
export interface Caller {
  /** A token's name, or a person's sign-in name. */
  readonly id: string;
  /** What a person is called; null for a token. */
  readonly name: string | null;
  readonly role: Role;
  /** The only merchants they see and touch; null for all. */
  readonly merchantIds: readonly string[] | null;
  readonly via: 'api' | 'page' | 'chat';
  /** The network address the request came from; null where that is not known. */
  readonly address: string | null;
}

/** Who may use a route. */
export interface Access {
  readonly role: Role;
  /** It tells of all merchants at once, so that whoever is bound to some may not see it. */
  readonly allMerchants?: boolean;
  /** Other origins than our own whose pages may use it with a person's cookie. */
  readonly pagesOf?: readonly string[];
}

/** Finds out who makes a request; rejects with a 401 {@link Problem} when that is nobody known. */
export type Authenticate = (req: Request, pagesOf?: Access['pagesOf']) => Promise<Caller>;

/** Finds the token an `Authorization` header names; throws a 401 {@link Problem} when there is none. */
export type FindToken = (authorization: string | undefined) => ApiToken;

/** Comparing hashes of equal length, all of them every time, tells nothing about any token by its timing. */
export function tokenFinder(tokens: readonly ApiToken[]): FindToken {
  const known = tokens.map((token) => ({ token, hash: sha256(token.token) }));
  return (authorization) => {
    const presented = /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1];
    if (presented === undefined) throw unknownCaller();
    const hash = sha256(presented);
    const [match] = known.filter((candidate) => timingSafeEqual(candidate.hash, hash));
    if (match === undefined) {
      throw unauthorized(
        'This token is not known here; see RECOURSE_API_TOKENS.',
        'Bearer realm="recourse", error="invalid_token"',
      );
    }
    return match.token;
  };
}

/** Lets programs in by their tokens, and people by their sessions at the pages. */
export function authenticator(
  tokens: readonly ApiToken[],
  sessions: Pick<PageSessions, 'find'>,
): Authenticate {
  const findToken = tokenFinder(tokens);
  return async (req, pagesOf) => {
    const address = addressOf(req);
    if (req.headers.authorization !== undefined) {
      const { name, role, merchantIds } = findToken(req.headers.authorization);
      return { id: name, name: null, role, merchantIds, via: 'api', address };
    }
    const session = await sessions.find(req, pagesOf);
    if (session === null) throw unknownCaller();
    const { id, name, role, merchantIds } = session.person;
    return { id, name, role, merchantIds, via: 'page', address };
  };
}

/** Throws a 403 {@link Problem} that says what is needed when the caller may not use a route. */
export function authorize(caller: Caller, access: Access): void {
  if (!hasRole(caller, access.role)) {
    throw new Problem(403, `This needs the role ${access.role}; yours is ${caller.role}.`, {
      type: 'role-needed',
    });
  }
  if (access.allMerchants === true && caller.merchantIds !== null) {
    throw new Problem(403, 'This needs the right to all merchants; yours is to some of them only.', {
      type: 'role-needed',
    });
  }
}

/** Whether a caller may do what takes a role. */
export function hasRole({ role }: Pick<Caller, 'role'>, needed: Role): boolean {
  return includesRole(role, needed);
}

/** Whether a caller may see and touch what is of a merchant; what is of nobody known is for those alone who see all. */
export function isWithinReach(
  { merchantIds }: Pick<Caller, 'merchantIds'>,
  merchantId: string | null,
): boolean {
  return merchantIds === null || (merchantId !== null && merchantIds.includes(merchantId));
}

/** How the time line names whoever acts. */
export function person({ id, name, via, address }: Caller): Actor {
  return { type: 'person', id, via, ...(name !== null && { name }), ...(address !== null && { address }) };
}

/** What a caller's choice about a dispute may count for. */
export function authorityOf(caller: Pick<Caller, 'role'>): Authority {
  return hasRole(caller, 'approver') ? 'decide' : 'propose';
}

function unknownCaller(): Problem {
  return unauthorized(
    'Sign in, or send a token: `Authorization: Bearer <token>`.',
    'Bearer realm="recourse"',
  );
}

function unauthorized(detail: string, challenge: string): Problem {
  return new Problem(401, detail, { headers: { 'WWW-Authenticate': challenge } });
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
