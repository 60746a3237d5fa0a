import type { Request } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { OpenId } from '../../people/openid.ts';
import { NoRightsError, SignInError } from '../../people/sign-in-error.ts';
import { NameTakenError } from '../../store/people.ts';
import type { Sessions } from '../../store/sessions.ts';
import type { AccessOptions } from '../access/access.ts';
import { type Cookie, cookie } from '../access/cookies.ts';
import type { PageSessions } from '../access/page-sessions.ts';
import { seal, type Transaction, TRANSACTION_LIFE, unseal } from '../access/transaction.ts';
import { Problem } from '../problem.ts';
import type { Answer, OpenRoute } from '../route.ts';
import { returnTo, type SignInProblem, signInWays, type SignInWaysView } from '../schemas/session.ts';
import { validated } from '../validation.ts';
import { NO_STORE, SIGN_IN_TAG } from './words.ts';

export interface SignInRoutesOptions {
  readonly access: AccessOptions;
  readonly sessions: PageSessions;
  readonly store: { readonly sessions: Pick<Sessions, 'key'> };
  readonly log: Logger;
}

const BEGIN = '/auth/oidc';
const CALLBACK = '/auth/oidc/callback';

/** The ways in for people, and the one by OpenID Connect from its beginning to its end. */
export function signInRoutes(options: SignInRoutesOptions): OpenRoute[] {
  const transactions = cookie('recourse-sign-in', options.access.publicUrl);
  return [ways(options.access), begin(options, transactions), finish(options, transactions)];
}

function ways({ openId, links }: AccessOptions): OpenRoute {
  const oidc = openId === null ? null : { label: openId.label, path: BEGIN };
  const json: SignInWaysView = { methods: { oidc, link: links !== null } };
  return {
    method: 'get',
    path: '/api/v1/sign-in',
    operationId: 'listSignInWays',
    tag: SIGN_IN_TAG,
    summary: 'How can people sign in here?',
    request: {},
    responses: { 200: { description: 'The ways that are open.', json: signInWays } },
    problems: {},
    access: null,
    serve: () => ({ status: 200, json }),
  };
}

const NOT_SET_UP = { 404: 'OpenID Connect is not set up here.' } as const;
const beginQuery = z.strictObject({ return_to: returnTo });
const BeginCall = z.object({ query: beginQuery });

function begin(options: SignInRoutesOptions, transactions: Cookie): OpenRoute {
  const { access, store } = options;
  return {
    method: 'get',
    path: BEGIN,
    operationId: 'beginSignIn',
    tag: SIGN_IN_TAG,
    summary: 'Sign in by OpenID Connect',
    description: 'For browsers. The provider sends them back to `/auth/oidc/callback`.',
    request: { query: beginQuery },
    responses: { 302: { description: 'On to the provider, or to `/sign-in?problem=…`.' } },
    problems: { ...NO_STORE, ...NOT_SET_UP, 400: '`return_to` is no path here.' },
    access: null,
    async serve(req, res) {
      const openId = setUp(access);
      const { return_to: path } = validated(BeginCall, { query: req.query }).query;
      try {
        const { url, checks } = await openId.begin(access.publicUrl + CALLBACK);
        const sealed = await seal({ checks, returnTo: path }, await store.sessions.key(), access.now());
        transactions.set(res, sealed, TRANSACTION_LIFE);
        return redirect(url.href);
      } catch (error) {
        return refusal(error, path, options);
      }
    },
  };
}

function finish(options: SignInRoutesOptions, transactions: Cookie): OpenRoute {
  const { access, sessions } = options;
  return {
    method: 'get',
    path: CALLBACK,
    operationId: 'finishSignIn',
    tag: SIGN_IN_TAG,
    summary: 'Come back from the OpenID provider',
    description: 'For browsers that the provider sends here; what it adds to the address is checked.',
    request: {},
    responses: { 302: { description: 'On to where they wanted to go, or to `/sign-in?problem=…`.' } },
    problems: { ...NO_STORE, ...NOT_SET_UP },
    access: null,
    async serve(req, res) {
      const openId = setUp(access);
      const transaction = await opened(req, options, transactions);
      transactions.clear(res);
      const path = transaction?.returnTo ?? '/';
      try {
        if (transaction === null) throw new SignInError('expired', 'no sign-in is under way');
        const newcomer = await openId.finish(answerIn(req, access.publicUrl), transaction.checks);
        await sessions.begin(req, res, newcomer);
        return redirect(access.publicUrl + path);
      } catch (error) {
        if (error instanceof NoRightsError) await sessions.bar(error.identity);
        return refusal(error, path, options);
      }
    },
  };
}

function setUp({ openId }: AccessOptions): OpenId {
  if (openId === null) throw new Problem(404, 'OpenID Connect is not set up here: see OIDC_ISSUER.');
  return openId;
}

async function opened(
  req: Request,
  { access, store }: SignInRoutesOptions,
  transactions: Cookie,
): Promise<Transaction | null> {
  const sealed = transactions.read(req);
  return sealed === null ? null : unseal(sealed, await store.sessions.key(), access.now());
}

/** The address the provider sent the browser to, whatever name a proxy in between calls us by. */
function answerIn(req: Request, publicUrl: string): URL {
  const [, query = ''] = /\?(.*)$/.exec(req.originalUrl) ?? [];
  return new URL(`${publicUrl}${CALLBACK}?${query}`);
}

/** To the page that says why somebody is not let in; what is no refusal is thrown on. */
function refusal(
  error: unknown,
  path: string,
  { access, log }: Pick<SignInRoutesOptions, 'access' | 'log'>,
): Answer {
  const problem = problemOf(error);
  if (problem === null) throw error;
  log.warn({ problem, reason: error instanceof SignInError ? error.message : undefined }, 'no sign-in');
  const query = new URLSearchParams({ problem, ...(path !== '/' && { return_to: path }) });
  return redirect(`${access.publicUrl}/sign-in?${query.toString()}`);
}

function problemOf(error: unknown): SignInProblem | null {
  if (error instanceof SignInError) return error.problem;
  return error instanceof NameTakenError ? 'name_taken' : null;
}

function redirect(address: string): Answer {
  return { status: 302, headers: { Location: address } };
}
