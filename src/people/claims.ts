import { rightsOf, type GroupRights } from './groups.ts';
import type { Newcomer } from './person.ts';
import { NoRightsError } from './sign-in-error.ts';

/** What an OpenID provider says about somebody. */
export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** How the provider's groups are read. */
export interface GroupRules {
  /** The claim that names them: a list, or one name. */
  readonly groupsClaim: string;
  readonly groups: readonly GroupRights[];
}

/**
 * Who somebody is here and what they may do. They are known by their `preferred_username`, else by their mail address where the provider has verified it,
 * else by the provider's own id of them. That name is kept for ever in time lines and in the histories of workflows. A mail address is personal data and
 * the worse choice, but `sub` alone is a number that nobody reading a time line could tell anybody by: give people a `preferred_username`, which need not
 * be an address. A name with an @ in it is left out of the details
 * that Temporal shows of a workflow.
 *
 * @throws NoRightsError when none of their groups has rights here
 */
export function newcomerOf(claims: Claims, { groupsClaim, groups }: GroupRules): Newcomer {
  const rights = rightsOf(words(claims[groupsClaim]), groups);
  if (rights === null) throw new NoRightsError({ issuer: claims.iss, subject: claims.sub });
  const mail = word(claims['email']);
  const mailVerified = mail !== null && isYes(claims['email_verified']);
  const id = word(claims['preferred_username']) ?? (mailVerified ? mail : null) ?? claims.sub;
  return {
    id,
    issuer: claims.iss,
    subject: claims.sub,
    name: word(claims['name']),
    mail,
    mailVerified,
    ...rights,
  };
}

function words(claim: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return all.filter((one) => typeof one === 'string');
}

/** Long enough for any name or address of a person. */
const MAX_WORD = 200;

/** A short line of text; null for anything else. */
function word(claim: unknown): string | null {
  if (typeof claim !== 'string') return null;
  const plain = claim.trim();
  return plain === '' || plain.length > MAX_WORD || /\p{Cc}/u.test(plain) ? null : plain;
}

/** Some providers write booleans as text. */
function isYes(claim: unknown): boolean {
  return claim === true || claim === 'true';
}
