import { createHash, timingSafeEqual } from 'node:crypto';
import type { Actor } from '../domain/case.ts';
import { Problem } from './problem.ts';

/** What a token may do, each role including those before it. */
export const ROLES = ['viewer', 'responder', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** A bearer token of the API. */
export interface ApiToken {
  /** Stands in the time line for what is done with it. */
  readonly name: string;
  readonly role: Role;
  readonly token: string;
  /** The only merchant it sees and touches; null for all. */
  readonly merchantId: string | null;
}

/** Who may use a route. */
export interface Access {
  readonly role: Role;
  /** It tells of all merchants at once, so that a token of one merchant may not see it. */
  readonly allMerchants?: boolean;
}

/** Finds the token an `Authorization` header names; throws a 401 {@link Problem} when there is none. */
export type Authenticate = (authorization: string | undefined) => ApiToken;

/** Comparing hashes of equal length, all of them every time, tells nothing about any token by its timing. */
export function authenticator(tokens: readonly ApiToken[]): Authenticate {
  const known = tokens.map((token) => ({ token, hash: sha256(token.token) }));
  return (authorization) => {
    const presented = /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1];
    if (presented === undefined) {
      throw unauthorized('Send a token: `Authorization: Bearer <token>`.', 'Bearer realm="recourse"');
    }
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

/** Throws a 403 {@link Problem} that says what is needed when the caller may not use a route. */
export function authorize(caller: ApiToken, access: Access): void {
  if (ROLES.indexOf(caller.role) < ROLES.indexOf(access.role)) {
    throw new Problem(403, `This needs the role ${access.role}; the token has the role ${caller.role}.`, {
      type: 'role-needed',
    });
  }
  if (access.allMerchants === true && caller.merchantId !== null) {
    throw new Problem(403, 'This needs a token for all merchants; the token is for one merchant only.', {
      type: 'role-needed',
    });
  }
}

/** How the time line names whoever acts with a token. */
export function person(caller: ApiToken): Actor {
  return { type: 'person', id: caller.name, via: 'api' };
}

function unauthorized(detail: string, challenge: string): Problem {
  return new Problem(401, detail, { headers: { 'WWW-Authenticate': challenge } });
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
