import type { Instant } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import type { Queryable } from './database.ts';

/** A message in the chat: of a case, or of a refund. */
export interface ChatMessage {
  /** Since when it may be there: its posting was begun then. */
  readonly askedAt: Instant;
  /** Where it was to be posted; it stands there for good. */
  readonly channel: string;
  /** Null while it is not known where it stands: the answer to its posting was lost, or is still awaited. */
  readonly place: { readonly channel: string; readonly ts: string } | null;
  /** Up to which moment what happened was told by its first words. */
  readonly toldUntil: Instant | null;
  /** Tells apart what is shown; null while nothing is known to be. */
  readonly shown: string | null;
}

/** What is shown in a message. */
export interface ChatShowing {
  /** The case's `nextSeq` that is shown; 0 for a refund. */
  readonly seq: number;
  readonly shown: string;
  /** Nothing more is expected to change. */
  readonly settled: boolean;
}

/** Which message in the chat stands for what. `about` is a case's id, or a refund's behind `refund:`. */
export interface ChatMessages {
  find(about: string): Promise<ChatMessage | null>;
  /** A message is about to be posted. Written down first, so that one whose answer is lost is looked for, and where. */
  asked(about: string, at: Instant, channel: string): Promise<void>;
  placed(
    about: string,
    place: { readonly channel: string; readonly ts: string },
    toldUntil: Instant,
  ): Promise<void>;
  /**
   * What was just shown in it. Where it is not `before` any more that was shown, somebody else has shown something meanwhile: nobody knows then whose came
   * later, and it has to be shown anew.
   */
  showing(about: string, what: ChatShowing, before: string | null): Promise<void>;
  /** It is not there, or not any more. */
  forget(about: string): Promise<void>;
  /** Gives a case without a message that of a case that was handed over to it. */
  adopt(caseId: CaseId): Promise<void>;
  /** Cases that have changed since their message was last looked at; others each time, so that one that cannot be shown holds up no other. */
  behind(limit: number): Promise<readonly CaseId[]>;
}

export function createChatMessages(on: Queryable): ChatMessages {
  return {
    find: (about) => find(on, about),
    async asked(about, at, channel) {
      await on.query(
        'insert into chat_messages (about, asked_at, channel, seq, settled) values ($1, $2, $3, 0, false) on conflict do nothing',
        [about, at, channel],
      );
    },
    async placed(about, { channel, ts }, toldUntil) {
      await on.query('update chat_messages set channel = $2, ts = $3, told_until = $4 where about = $1', [
        about,
        channel,
        ts,
        toldUntil,
      ]);
    },
    async showing(about, { seq, shown, settled }, before) {
      await on.query(
        `update chat_messages set seq = $2, shown = case when shown is not distinct from $5 then $3 end, settled = $4
         where about = $1`,
        [about, seq, shown, settled, before],
      );
    },
    async forget(about) {
      await on.query('delete from chat_messages where about = $1', [about]);
    },
    adopt: (caseId) => adopt(on, caseId),
    behind: (limit) => behind(on, limit),
  };
}

interface ChatRow {
  readonly asked_at: Date;
  readonly channel: string;
  readonly ts: string | null;
  readonly told_until: Date | null;
  readonly shown: string | null;
}

async function find(on: Queryable, about: string): Promise<ChatMessage | null> {
  const [row] = await on.query<ChatRow>(
    'select asked_at, channel, ts, told_until, shown from chat_messages where about = $1',
    [about],
  );
  if (row === undefined) return null;
  const { channel, ts } = row;
  return {
    askedAt: row.asked_at.toISOString(),
    channel,
    place: ts === null ? null : { channel, ts },
    toldUntil: row.told_until?.toISOString() ?? null,
    shown: row.shown,
  };
}

async function adopt(on: Queryable, caseId: CaseId): Promise<void> {
  await on.query(
    `update chat_messages set about = $1 where about = (
       select m.about from chat_messages m join cases c on c.id = m.about
       where c.moved_to = $1 and m.ts is not null order by m.about limit 1
     ) and not exists (select 1 from chat_messages where about = $1)`,
    [caseId],
  );
}

async function behind(on: Queryable, limit: number): Promise<readonly CaseId[]> {
  const rows = await on.query<{ readonly about: CaseId }>(
    `select m.about from chat_messages m join cases c on c.id = m.about
     where not m.settled and m.ts is not null and (m.seq <> c.next_seq or m.shown is null) order by random() limit ${limit}`,
  );
  return rows.map(({ about }) => about);
}
