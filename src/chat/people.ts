import { DAY, type Instant, type Millis, millis } from '../domain/instant.ts';
import type { Person } from '../people/person.ts';
import type { People } from '../store/people.ts';
import type { SlackSettings } from './settings.ts';
import type { Slack } from './slack.ts';

/** What somebody may do is asked anew when they sign in: rights older than this are believed no more. */
const RIGHTS_LAST: Millis = 30 * DAY;

/** Who somebody at Slack is here. `unknown`: nobody we know. `stale`: known, but they have not signed in for too long. */
export type Presser =
  { readonly is: 'known'; readonly person: Person } | { readonly is: 'stale' } | { readonly is: 'unknown' };

export interface PressersOptions {
  readonly slack: Pick<Slack, 'user'>;
  readonly people: Pick<People, 'find' | 'byMail' | 'bySlackUser' | 'linkSlackUser'>;
  /** People by Slack user, as an operator has written them down. */
  readonly named: SlackSettings['people'];
}

/**
 * Finds out who somebody at Slack is here: as an operator has written down, else as we have learnt before, else by a mail address that both Slack and
 * whoever vouches for the person have checked.
 *
 * @throws ChatError when Slack would have to be asked and does not answer
 */
export async function findPresser(
  options: PressersOptions,
  slackUser: string,
  now: Instant,
): Promise<Presser> {
  const person = await personOf(options, slackUser);
  if (person === null) return { is: 'unknown' };
  return millis(now) - millis(person.lastSignedInAt) > RIGHTS_LAST
    ? { is: 'stale' }
    : { is: 'known', person };
}

async function personOf(
  { slack, people, named }: PressersOptions,
  slackUser: string,
): Promise<Person | null> {
  const name = named.get(slackUser);
  if (name !== undefined) return people.find(name);
  const known = await people.bySlackUser(slackUser);
  if (known !== null) return known;
  const { mail, isOurs } = await slack.user(slackUser);
  const person = mail === null || !isOurs ? null : await people.byMail(mail);
  if (person !== null) await people.linkSlackUser(person.id, slackUser);
  return person;
}
