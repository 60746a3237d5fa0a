import type { Actor } from '../domain/case.ts';
import { DAY, type Instant, minus } from '../domain/instant.ts';
import type { RetentionTimes } from '../domain/policy.ts';
import type { Database, Queryable } from './database.ts';
import { hasRefund, hasWords } from './erasure-left.ts';
import { SESSION_IDLE } from './sessions.ts';

/** How much was thrown away, or marked to be, by one step. */
export interface Tidied {
  /** Closed cases whose time is over: marked, to be erased as if somebody had asked. */
  readonly cases: number;
  readonly news: number;
  readonly chatMessages: number;
  readonly sessions: number;
  readonly rejectedWebhooks: number;
}

/** Throwing away what was kept long enough. */
export interface Retention {
  /** One step, in one transaction. Null while another process is at it; all zero when nothing is left to do. */
  tidy(times: RetentionTimes, now: Instant): Promise<Tidied | null>;
}

/** Few enough that nobody who waits for the embedded database notices. */
const BATCH = 500;

/** Any number, the same in every process of Recourse: who holds this lock throws away. */
const TIDYING_LOCK = 7_263_817_553;

/** Nobody looks at refused webhooks that long ago. */
const REJECTIONS = 7 * DAY;

const BY_POLICY: Actor = { type: 'policy', id: 'retention', via: 'timer' };

export function createRetention(database: Database): Retention {
  return {
    tidy: (times, now) =>
      database.transaction(async (tx) => {
        const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [
          TIDYING_LOCK,
        ]);
        if (lock?.taken !== true) return null;
        return {
          cases: await markExpired(tx, minus(now, times.evidence), now),
          news: await dropNews(tx, minus(now, times.news)),
          chatMessages: await dropChatMessages(tx, minus(now, times.news)),
          sessions: await changed(tx, ENDED_SESSIONS, [now, minus(now, SESSION_IDLE)]),
          rejectedWebhooks: await changed(tx, 'delete from webhooks_rejected where at < $1 returning 1', [
            minus(now, REJECTIONS),
          ]),
        };
      }),
  };
}

const ENDED_SESSIONS = 'delete from sessions where expires_at <= $1 or seen_at <= $2 returning 1';

async function markExpired(tx: Queryable, before: Instant, now: Instant): Promise<number> {
  const asked = [before, JSON.stringify(BY_POLICY), now];
  return (await changed(tx, EXPIRED, asked)) + (await changed(tx, EXPIRED_AGAIN, asked));
}

const EXPIRED = `insert into erased_cases (case_id, asked_by, asked_at, pending)
     select id, $2, $3, true from case_list
     where not open and not erased and updated_at < $1
       and not exists (select from erased_cases where case_id = case_list.id)
     order by updated_at limit ${BATCH} returning 1`;

/** What reached a case after it was erased has its time too. Who asked for the erasure before keeps the case among theirs. */
const EXPIRED_AGAIN = `update erased_cases set asked_by = $2, asked_at = $3, pending = true where case_id in (
    select e.case_id from erased_cases e left join case_list c on c.id = e.case_id
    where not e.pending and e.erased_at < $1 and coalesce(not c.open and c.updated_at < $1, true)
      and not ${hasRefund('e.case_id', 'updated_at >= $1')} and ${hasWords('e.case_id')}
    limit ${BATCH}
  ) returning 1`;

/** Its row is what keeps news from being told twice: it goes only when nothing more can come of what it tells about. */
async function dropNews(tx: Queryable, before: Instant): Promise<number> {
  return await changed(
    tx,
    `delete from posts where (news_id, subscriber) in (
       select news_id, subscriber from posts p
       where state <> 'waiting' and created_at < $1 and ${isOver('p.case_id')}
         and not exists (select from refunds r where r.id = p.news->>'refundId' and r.updated_at >= $1)
       order by created_at limit ${BATCH}
     ) returning 1`,
    [before],
  );
}

async function dropChatMessages(tx: Queryable, before: Instant): Promise<number> {
  return await changed(
    tx,
    `delete from chat_messages where about in (
       select about from chat_messages m
       where settled and asked_at < $1 and ${isOver('m.about')}
         and not exists (select from refunds r where 'refund:' || r.id = m.about and r.updated_at >= $1)
       limit ${BATCH}
     ) returning 1`,
    [before],
  );
}

function isOver(caseId: string): string {
  return `not exists (select from case_list c where c.id = ${caseId} and (c.open or c.updated_at >= $1))`;
}

async function changed(tx: Queryable, statement: string, parameters: readonly string[]): Promise<number> {
  return (await tx.query(statement, parameters)).length;
}
