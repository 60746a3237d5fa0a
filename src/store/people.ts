import type { Instant } from '../domain/instant.ts';
import type { Identity, Newcomer, Person } from '../people/person.ts';
import type { Role } from '../people/role.ts';
import type { Queryable } from './database.ts';

/** Thrown when somebody else has signed in under this name before. */
export class NameTakenError extends Error {
  override readonly name = 'NameTakenError';
}

/** Everybody who has ever signed in. Whoever is barred is found by nothing here, and their name stays theirs. */
export interface People {
  /**
   * Writes down who somebody is and what they may do from now on, also in the sessions they have already. A name once given stays. Whoever was barred is
   * so no more.
   *
   * @throws NameTakenError when somebody else has the name
   */
  signIn(newcomer: Newcomer, now: Instant): Promise<Person>;
  /** Takes all rights from somebody who has lost them where they come from, and ends their sessions; nothing happens when they never signed in. */
  bar(identity: Identity, now: Instant): Promise<void>;
  find(id: string): Promise<Person | null>;
  /** Whose verified address it is, in whatever case it is written; null as well when it is that of several. */
  byMail(mail: string): Promise<Person | null>;
  bySlackUser(slackUserId: string): Promise<Person | null>;
  /** Remembers who somebody is in Slack; whoever had that Slack user before has it no more. */
  linkSlackUser(id: string, slackUserId: string): Promise<void>;
}

export function createPeople(on: Queryable): People {
  return {
    signIn: (newcomer, now) => signIn(on, newcomer, now),
    async bar({ issuer, subject }, now) {
      await on.query(
        `with barred as (update people set barred_at = $3 where issuer = $1 and subject = $2 returning id)
         delete from sessions where person_id in (select id from barred)`,
        [issuer, subject, now],
      );
    },
    find: (id) => one(on, 'id = $1', id),
    byMail: (mail) => one(on, 'mail_verified and lower(mail) = lower($1)', mail),
    bySlackUser: (slackUserId) => one(on, 'slack_user_id = $1', slackUserId),
    async linkSlackUser(id, slackUserId) {
      await on.query(
        `update people set slack_user_id = case when id = $1 then $2 end where id = $1 or slack_user_id = $2`,
        [id, slackUserId],
      );
    },
  };
}

export interface PersonRow {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | null;
  readonly mail: string | null;
  readonly mail_verified: boolean;
  readonly slack_user_id: string | null;
  readonly role: Role;
  readonly merchant_ids: readonly string[] | null;
  readonly last_signed_in_at: Date;
}

/** The columns of a {@link PersonRow}. */
export const PERSON =
  'people.id, issuer, subject, name, mail, mail_verified, slack_user_id, role, merchant_ids, last_signed_in_at';

export function personOf(row: PersonRow): Person {
  return {
    id: row.id,
    issuer: row.issuer,
    subject: row.subject,
    name: row.name,
    mail: row.mail,
    mailVerified: row.mail_verified,
    slackUserId: row.slack_user_id,
    role: row.role,
    merchantIds: row.merchant_ids,
    lastSignedInAt: row.last_signed_in_at.toISOString(),
  };
}

async function one(on: Queryable, condition: string, value: string): Promise<Person | null> {
  const rows = await on.query<PersonRow>(
    `select ${PERSON} from people where barred_at is null and ${condition} limit 2`,
    [value],
  );
  const [row] = rows;
  return row === undefined || rows.length > 1 ? null : personOf(row);
}

async function signIn(on: Queryable, newcomer: Newcomer, now: Instant): Promise<Person> {
  const { id, issuer, subject, name, mail, mailVerified, role, merchantIds } = newcomer;
  const merchants = merchantIds === null ? null : JSON.stringify(merchantIds);
  const told = [issuer, subject, name, mail, mailVerified, role, merchants, now];
  await on.query(
    `insert into people (issuer, subject, name, mail, mail_verified, role, merchant_ids, last_signed_in_at, id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [...told, id],
  );
  const [row] = await on.query<PersonRow>(
    `update people set name = $3, mail = $4, mail_verified = $5, role = $6, merchant_ids = $7, last_signed_in_at = $8,
       barred_at = null
     where issuer = $1 and subject = $2 returning ${PERSON}`,
    told,
  );
  if (row === undefined) throw new NameTakenError('Somebody else has signed in under this name before.');
  return personOf(row);
}
