import * as oidc from 'openid-client';
import { newcomerOf, type Claims, type GroupRules } from './claims.ts';
import type { Newcomer } from './person.ts';
import { SignInError } from './sign-in-error.ts';

/** An OpenID provider, and who of its people may come in. */
export interface OpenIdSettings extends GroupRules {
  /** Its issuer: the address under which it describes itself. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What people call it. */
  readonly label: string;
}

/** What the answer to a sign-in is held against. */
export interface Checks {
  readonly state: string;
  readonly nonce: string;
  /** PKCE (RFC 7636). */
  readonly verifier: string;
}

/** Signing in by OpenID Connect: code flow with PKCE, state and nonce. Nothing is asked of the provider before the first person comes. */
export interface OpenId {
  readonly label: string;
  /**
   * Begins a sign-in.
   *
   * @param redirectUri - where the provider sends the person back to
   * @returns where to send them, and what to hold the answer against
   * @throws SignInError `unavailable`
   */
  begin(redirectUri: string): Promise<{ readonly url: URL; readonly checks: Checks }>;
  /**
   * Ends a sign-in.
   *
   * @param answer - the redirect URI as the person came back to it
   * @throws SignInError
   */
  finish(answer: URL, checks: Checks): Promise<Newcomer>;
}

/** Seconds a person waits for one answer of the provider. */
const TIMEOUT = 5;

export function createOpenId(settings: OpenIdSettings): OpenId {
  const found = discovering(settings);
  return {
    label: settings.label,
    async begin(redirectUri) {
      const provider = await found();
      const checks = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: scopes(provider, settings.groupsClaim),
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
      });
      return { url, checks };
    },
    async finish(answer, checks) {
      const provider = await found();
      const claims = await exchanged(provider, answer, checks).catch((error: unknown) => {
        throw signInError(error);
      });
      return newcomerOf(claims, settings);
    },
  };
}

/** Looks the provider up when it is first needed, and anew after a failure: one that is down keeps nobody from starting. */
function discovering(settings: OpenIdSettings): () => Promise<oidc.Configuration> {
  let found: Promise<oidc.Configuration> | null = null;
  return async () => {
    found ??= discover(settings);
    try {
      return await found;
    } catch (error) {
      found = null;
      throw new SignInError('unavailable', codeOf(error));
    }
  };
}

function discover({ issuer, clientId, clientSecret }: OpenIdSettings): Promise<oidc.Configuration> {
  const address = new URL(issuer);
  return oidc.discovery(address, clientId, undefined, authentication(clientSecret), {
    timeout: TIMEOUT,
    // The signature of the ID token is checked as well, not only where it came from.
    execute: [
      oidc.enableNonRepudiationChecks,
      ...(address.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
    ],
  });
}

/** As clients authenticate by default (OpenID Connect Discovery, `token_endpoint_auth_methods_supported`), else in the body. */
function authentication(secret: string): oidc.ClientAuth {
  const basic = oidc.ClientSecretBasic(secret);
  const post = oidc.ClientSecretPost(secret);
  return (server, ...request) => {
    const supported = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (supported.includes('client_secret_basic') ? basic : post)(server, ...request);
  };
}

/** Some providers tell groups only where they are asked for by a scope of that name, and others refuse scopes they do not know. */
function scopes(provider: oidc.Configuration, groupsClaim: string): string {
  const { scopes_supported: supported = [] } = provider.serverMetadata();
  return ['openid', 'profile', 'email', ...(supported.includes(groupsClaim) ? [groupsClaim] : [])].join(' ');
}

/** What the provider says about whoever came back: in the ID token, and beside it where it has more to say. */
async function exchanged(provider: oidc.Configuration, answer: URL, checks: Checks): Promise<Claims> {
  const tokens = await oidc.authorizationCodeGrant(provider, answer, {
    expectedState: checks.state,
    expectedNonce: checks.nonce,
    pkceCodeVerifier: checks.verifier,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new SignInError('mismatch', 'no ID token');
  if (provider.serverMetadata().userinfo_endpoint === undefined) return claims;
  return { ...(await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub)), ...claims };
}

/** Codes of `openid-client` for a provider that does not answer as one, rather than answering something wrong. */
const OUTAGES: readonly unknown[] = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
];
/** Codes of OAuth 2.0 for the same (RFC 6749, 4.1.2.1). */
const OUT_OF_ORDER: readonly string[] = ['server_error', 'temporarily_unavailable'];

function signInError(error: unknown): SignInError {
  if (error instanceof SignInError) return error;
  const code = codeOf(error);
  if (error instanceof oidc.AuthorizationResponseError) {
    return new SignInError(OUT_OF_ORDER.includes(error.error) ? 'unavailable' : 'denied', code);
  }
  if (error instanceof oidc.ResponseBodyError) {
    return new SignInError(error.error === 'invalid_grant' ? 'mismatch' : 'unavailable', code);
  }
  const isWrong = error instanceof oidc.ClientError && !OUTAGES.includes(error.code);
  return new SignInError(isWrong ? 'mismatch' : 'unavailable', code);
}

/** What went wrong in one word: messages could carry what a person typed. */
function codeOf(error: unknown): string {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError)
    return plain(error.error);
  if (error instanceof oidc.ClientError) return error.code ?? error.name;
  return error instanceof Error ? error.name : 'unknown';
}

/** An error code is a word (RFC 6749); what a stranger made up is none of the log's business. */
function plain(code: string): string {
  return /^[a-z_]{1,60}$/.test(code) ? code : 'other';
}
