import type { Millis } from '../../domain/instant.ts';
import type { OpenId } from '../../people/openid.ts';
import type { SignInLinks } from '../../people/sign-in-links.ts';

/** The proxies whose word about where a request came from is taken: how many there are in front of us, or their addresses. */
export type TrustedProxies = number | readonly string[];

/** How people come in. */
export interface AccessOptions {
  /** The origin people use, e.g. `https://desk.example.com`. */
  readonly publicUrl: string;
  /** Null where it is not set up. */
  readonly openId: OpenId | null;
  /** Null anywhere but in the embedded mode, where whoever can read the data folder may do everything anyway. */
  readonly links: SignInLinks | null;
  readonly trustedProxies: TrustedProxies;
  /** The present, in milliseconds since the Unix epoch. */
  readonly now: () => Millis;
}

/** Programs only, and nothing in front of us. */
export const NO_PEOPLE: AccessOptions = {
  publicUrl: 'http://127.0.0.1:3000',
  openId: null,
  links: null,
  trustedProxies: 0,
  now: () => Date.now(),
};
