import type { Instant } from '../domain/instant.ts';
import type { Role } from './role.ts';

/** What somebody may do, and with whose cases. */
export interface Rights {
  readonly role: Role;
  /** The only merchants they see and touch; null for all. */
  readonly merchantIds: readonly string[] | null;
}

/** Who somebody is, by whoever vouches for them; never given to another. */
export interface Identity {
  /** The provider's own address, or {@link LINK_ISSUER}. */
  readonly issuer: string;
  readonly subject: string;
}

/** Vouches for whoever came by a one-time link. */
export const LINK_ISSUER = 'urn:recourse:link';

/** Somebody who signs in, as whoever vouches for them tells it. */
export interface Newcomer extends Identity, Rights {
  /** The name to know them by when they come for the first time. */
  readonly id: string;
  readonly name: string | null;
  readonly mail: string | null;
  /** Whether the mail address is known to be theirs. */
  readonly mailVerified: boolean;
}

/** Somebody who has signed in before, as they were the last time. */
export interface Person extends Newcomer {
  /** Stands in the time line for what they do. Kept as it was the first time: whoever is called otherwise later is still the same person. */
  readonly id: string;
  readonly slackUserId: string | null;
  readonly lastSignedInAt: Instant;
}
