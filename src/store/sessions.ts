import { randomBytes } from 'node:crypto';
import { type Instant, minus, plus, HOUR, DAY, MINUTE, type Millis, earliest } from '../domain/instant.ts';
import type { Person } from '../people/person.ts';
import type { Queryable } from './database.ts';
import { PERSON, personOf, type PersonRow } from './people.ts';

/** A session ends when it was not used for this long. */
export const SESSION_IDLE: Millis = 8 * HOUR;
/** A session ends after this long however much it is used: whoever lost their groups at the provider is out by then. */
export const SESSION_TOTAL: Millis = 7 * DAY;

/** A use is written down no more often than this: reading a list needs no write. */
const USES_APART: Millis = MINUTE;

/** A session that goes on. */
export interface Session {
  /** As they are now: rights that were taken away meanwhile are gone. */
  readonly person: Person;
  /** When it ends unless it is used before. */
  readonly endsAt: Instant;
}

/** Sessions at the pages, known by the hash of the secret in their cookie. */
export interface Sessions {
  begin(hash: string, personId: string, now: Instant): Promise<Session>;
  /** Finds a session that goes on, and lets it go on from now where this is a use of it; null when there is none, or it has ended. */
  find(hash: string, now: Instant, isUse: boolean): Promise<Session | null>;
  end(hash: string): Promise<void>;
  /** 256 bits, made once and the same in every process: what one of them encrypted, any other can read. */
  key(): Promise<Uint8Array>;
}

export function createSessions(on: Queryable): Sessions {
  return {
    async begin(hash, personId, now) {
      await on.query('delete from sessions where expires_at <= $1 or seen_at <= $2', [
        now,
        minus(now, SESSION_IDLE),
      ]);
      await on.query(
        'insert into sessions (hash, person_id, created_at, seen_at, expires_at) values ($1, $2, $3, $3, $4)',
        [hash, personId, now, plus(now, SESSION_TOTAL)],
      );
      const session = await find(on, hash, now, true);
      if (session === null) throw new Error('a session that was just begun is not there');
      return session;
    },
    find: (hash, now, isUse) => find(on, hash, now, isUse),
    async end(hash) {
      await on.query('delete from sessions where hash = $1', [hash]);
    },
    key: () => key(on),
  };
}

interface SessionRow extends PersonRow {
  readonly seen_at: Date;
  readonly expires_at: Date;
}

async function find(on: Queryable, hash: string, now: Instant, isUse: boolean): Promise<Session | null> {
  const [row] = await on.query<SessionRow>(
    `select ${PERSON}, seen_at, expires_at from sessions join people on people.id = person_id
     where hash = $1 and expires_at > $2 and seen_at > $3 and barred_at is null`,
    [hash, now, minus(now, SESSION_IDLE)],
  );
  if (row === undefined) return null;
  if (isUse && row.seen_at.toISOString() < minus(now, USES_APART)) {
    await on.query('update sessions set seen_at = $2 where hash = $1 and seen_at < $2', [hash, now]);
  }
  const seenAt = isUse ? now : row.seen_at.toISOString();
  const expiresAt = row.expires_at.toISOString();
  return { person: personOf(row), endsAt: earliest(expiresAt, plus(seenAt, SESSION_IDLE)) ?? expiresAt };
}

async function key(on: Queryable): Promise<Uint8Array> {
  await on.query("insert into keys (name, value) values ('sign-in', $1) on conflict do nothing", [
    randomBytes(32),
  ]);
  const [row] = await on.query<{ value: Buffer }>("select value from keys where name = 'sign-in'");
  if (row === undefined) throw new Error('a key that was just kept is not there');
  return row.value;
}
