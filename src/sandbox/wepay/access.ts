import { createHash, timingSafeEqual } from 'node:crypto';
import { answerOrRefuse } from '../refusal.ts';
import type { Form } from '../form.ts';
import type { ProviderRequest, ProviderRoute } from '../routes.ts';
import { invalid, notAuthorized, notFound, tooMany, traced } from './refusal.ts';
import type { WepayStandIn } from './wepay.ts';

/** A request whose headers were checked and whose body was read. */
export interface WepayRequest {
  readonly id: string;
  readonly query: URLSearchParams;
  /** The body as JSON; an empty object when there is none. */
  readonly body: unknown;
  readonly form: Form | null;
  /** The header `Unique-Key`; null when there is none. */
  readonly uniqueKey: string | null;
}

/** What a route is called, where it is, and what it does. */
interface WepayRoute extends Pick<ProviderRoute, 'takesForm' | 'idsInBody'> {
  readonly name: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  handle(request: WepayRequest): unknown;
}

/** A route of WePay's API: headers and pace are checked first, and refusals take WePay's shape. */
export function wepayRoute(wepay: WepayStandIn, { name, method, path, ...route }: WepayRoute): ProviderRoute {
  const takesForm = route.takesForm === true;
  return {
    name,
    method,
    path,
    takesForm,
    ...(route.idsInBody !== undefined && { idsInBody: route.idsInBody }),
    handle: (asked) =>
      answerOrRefuse(() => {
        checkHeaders(wepay, asked, takesForm);
        checkPace(wepay, name);
        const key = asked.headers['unique-key'];
        const request: WepayRequest = {
          id: asked.params['id'] ?? '',
          query: asked.query,
          body: takesForm ? {} : readJson(asked),
          form: asked.form,
          uniqueKey: typeof key === 'string' && key !== '' ? key : null,
        };
        return { status: 200, body: route.handle(request), headers: traced() };
      }),
  };
}

/** Whatever else is asked of WePay is unknown here; it stands in the ledger all the same. */
export function unknownRoutes(): ProviderRoute[] {
  return ['disputes', 'documents', 'notifications', 'payments', 'refunds'].map((resource) => ({
    name: 'unknown',
    method: 'all',
    path: `/${resource}{/*rest}`,
    handle: () =>
      answerOrRefuse(() => {
        throw notFound('address');
      }),
  }));
}

/**
 * Uploads come from browsers, which hold no app token: they bring the token of WePay's risk library instead. Which of the headers WePay misses most is
 * not documented; a wrong one is `NOT_AUTHORIZED` here.
 */
function checkHeaders({ account }: WepayStandIn, { headers }: ProviderRequest, isUpload: boolean): void {
  if (!isSame(headers['app-id'], account.appId)) throw notAuthorized('App-Id is missing or unknown.');
  if (headers['api-version'] !== '3.0') throw notAuthorized('Api-Version must be 3.0.');
  const [name, expected] = isUpload
    ? (['WePay-Risk-Token', account.riskToken] as const)
    : (['App-Token', account.appToken] as const);
  if (!isSame(headers[name.toLowerCase()], expected)) throw notAuthorized(`${name} is missing or wrong.`);
}

function isSame(given: string | string[] | undefined, expected: string): boolean {
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function checkPace({ pace, settings }: WepayStandIn, endpoint: string): void {
  const { rate_limit: limit } = settings.current();
  if (limit !== null && !pace.allows(endpoint, limit, Date.now())) throw tooMany();
}

function readJson({ body, headers }: ProviderRequest): unknown {
  if (body.length === 0) return {};
  if (!(headers['content-type'] ?? '').startsWith('application/json')) {
    throw invalid('INVALID_CONTENT_TYPE', 'Content-Type must be application/json.');
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('INVALID_JSON', 'The request body is not valid JSON.');
  }
}
