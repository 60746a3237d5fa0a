import { createHash, timingSafeEqual } from 'node:crypto';
import type Whop from '@whop/sdk';
import { answerOrRefuse } from '../refusal.ts';
import type { ProviderRequest, ProviderRoute, Reply } from '../routes.ts';
import { NEEDED, type Permission, type WhopRouteName } from './permissions.ts';
import { badRequest, WhopRefusal } from './refusal.ts';
import type { WhopStandIn } from './whop.ts';

/** A request whose key was checked and whose body was read. */
export interface WhopRequest {
  readonly id: string;
  readonly query: URLSearchParams;
  /** The body as JSON; an empty object when there is none. */
  readonly body: unknown;
  /** The header `Idempotency-Key`; null when there is none. */
  readonly idempotencyKey: string | null;
}

/** A route of Whop's API: the key and its permissions are checked first, and refusals take Whop's shape. */
export function whopRoute(
  whop: WhopStandIn,
  name: WhopRouteName,
  at: readonly ['get' | 'post', string],
  handle: (request: WhopRequest) => unknown,
): ProviderRoute {
  return whopReplyRoute(whop, name, at, (request) => ({ status: 200, body: handle(request) }));
}

/** The same for a route that has more to say than a body. */
export function whopReplyRoute(
  whop: WhopStandIn,
  name: WhopRouteName,
  [method, path]: readonly ['get' | 'post', string],
  handle: (request: WhopRequest) => Reply,
): ProviderRoute {
  return {
    name,
    method,
    path: `/api/v1${path}`,
    handle: (request) =>
      answerOrRefuse(() => {
        checkKey(whop, request);
        for (const permission of NEEDED[name]) checkPermission(whop, permission);
        const key = request.headers['idempotency-key'];
        return handle({
          id: request.params['id'] ?? '',
          query: request.query,
          body: readJson(request.body),
          idempotencyKey: typeof key === 'string' ? key : null,
        });
      }),
  };
}

/** Whatever else is asked of Whop is unknown here; it stands in the ledger all the same. */
export function unknownRoute(): ProviderRoute {
  return {
    name: 'unknown',
    method: 'all',
    path: '/api/v1/*rest',
    handle: () =>
      answerOrRefuse(() => {
        throw new WhopRefusal(404, 'not_found', 'The sandbox has no such route.');
      }),
  };
}

/** What the key may see of a payment: without a permission Whop shows null in the place. */
export function visiblePayment<
  T extends Partial<Pick<Whop.Payment, 'disputes' | 'resolutions'>> & WithPeople,
>(whop: WhopStandIn, payment: T): T {
  const seen = withVisiblePeople(whop, payment);
  if (may(whop, 'payment:dispute:read')) return seen;
  return { ...seen, disputes: null };
}

interface WithPeople {
  readonly user: { readonly email: string | null } | null;
  readonly member: { readonly phone: string | null } | null;
}

/** The same for the people a payment's summary names. */
export function withVisiblePeople<T extends WithPeople>(whop: WhopStandIn, payment: T): T {
  const user =
    payment.user === null || may(whop, 'member:email:read') ? payment.user : { ...payment.user, email: null };
  const member =
    payment.member === null || may(whop, 'member:phone:read')
      ? payment.member
      : { ...payment.member, phone: null };
  return { ...payment, user, member };
}

function may(whop: WhopStandIn, permission: Permission): boolean {
  return !whop.settings.current().denied_permissions.includes(permission);
}

function checkKey(whop: WhopStandIn, request: ProviderRequest): void {
  const expected = digest(`Bearer ${whop.account.apiKey}`);
  if (!timingSafeEqual(expected, digest(request.headers.authorization ?? ''))) {
    throw new WhopRefusal(401, 'unauthorized', 'The API key is missing or invalid.');
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function checkPermission(whop: WhopStandIn, permission: Permission): void {
  if (may(whop, permission)) return;
  throw new WhopRefusal(403, 'forbidden', `The API key lacks the required permission ${permission}.`);
}

function readJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
}
