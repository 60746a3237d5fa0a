/** One step of the schema. */
export interface Migration {
  /** Grows by one. */
  readonly version: number;
  /** Statements, run one by one. */
  readonly statements: readonly string[];
}

/**
 * Every step from an empty database to the present schema. A step that was released is never changed; a new one is added.
 *
 * Records (to be backed up): `cases`, `timeline`, `texts`, `files`, `refunds`, `refund_calls`, `people`, `erasures`, `erased_cases`, and `keys`, which
 * the hashes in `erasures` are made with. Read model (made anew from `cases` and `texts`): `case_list`, `dispute_list`. Of the running system (without
 * them people sign in again, and news that waited is not told): `sessions`, `posts`, `chat_messages`, `webhooks_heard`, `webhooks_rejected`, `lists_read`.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    statements: [
      // `json`, not `jsonb`: it keeps what providers sent to the letter, and takes U+0000 and half surrogate pairs, which jsonb refuses.
      `create table cases (
        id         text primary key,
        next_seq   bigint not null,
        updated_at timestamptz(3) not null,
        moved_to   text,
        snapshot   json not null
      )`,
      'create index cases_by_successor on cases (moved_to) where moved_to is not null',

      `create table timeline (
        case_id    text not null references cases (id),
        seq        bigint not null,
        at         timestamptz(3) not null,
        kind       text not null,
        dispute_id text,
        actor      json not null,
        summary    text not null,
        data       json not null,
        primary key (case_id, seq)
      )`,

      // Bytes, so that what comes out has the hash it went in with, U+0000 included.
      `create table texts (
        case_id text not null,
        sha256  text not null,
        body    bytea not null,
        primary key (case_id, sha256)
      )`,

      `create table files (
        case_id    text not null,
        id         text not null,
        name       text not null,
        type       text not null,
        size       integer not null,
        sha256     text not null,
        bytes      bytea not null,
        created_at timestamptz(3) not null default now(),
        primary key (case_id, id)
      )`,
      // Documents and pictures are compressed already; trying again costs time and saves nothing.
      'alter table files alter column bytes set storage external',

      `create table case_list (
        id              text primary key references cases (id),
        provider        text not null,
        merchant_id     text,
        payment_id      text,
        stage           text not null,
        status          text not null,
        reason          text,
        amount          text,
        currency        text,
        respond_by      timestamptz(3),
        needs_attention boolean not null,
        open            boolean not null,
        created_at      timestamptz(3) not null,
        updated_at      timestamptz(3) not null,
        list_group      smallint not null,
        list_rank       bigint not null,
        search          text not null
      )`,
      // Filters that few rows pass would else walk the whole list; the others are found on the way.
      'create unique index case_list_order on case_list (list_group, list_rank, id)',
      'create index case_list_by_merchant on case_list (merchant_id, list_group, list_rank, id)',
      'create index case_list_by_status on case_list (status, list_group, list_rank, id)',
      'create index case_list_by_payment on case_list (payment_id)',
      'create index case_list_to_attend on case_list (list_group, list_rank, id) where needs_attention',
    ],
  },
  {
    version: 2,
    statements: [
      // The id is made of provider, payment and idempotency key: the primary key is what keeps a key to one refund, for ever.
      `create table refunds (
        id                 text primary key,
        provider           text not null,
        payment_id         text not null,
        key                text,
        request_hash       text,
        provider_refund_id text,
        merchant_id        text,
        status             text not null,
        needs_attention    boolean not null,
        heard              boolean not null,
        created_at         timestamptz(3) not null,
        updated_at         timestamptz(3) not null,
        record             json not null
      )`,
      'create index refunds_order on refunds (created_at, id)',
      'create index refunds_by_merchant on refunds (merchant_id, created_at, id)',
      'create index refunds_by_payment on refunds (payment_id, created_at, id)',
      'create index refunds_by_provider_refund on refunds (provider_refund_id) where provider_refund_id is not null',
      'create index refunds_to_attend on refunds (created_at, id) where needs_attention',
      'create index refunds_never_started on refunds (created_at, id) where not heard',
    ],
  },
  {
    version: 3,
    statements: [
      // Rows of before stand under `inbox` until their case is written down again, or the list is made anew.
      "alter table case_list add column tab text not null default 'inbox'",
      'create index case_list_by_tab on case_list (tab, list_group, list_rank, id)',
      // News on its way to its subscribers: written with what it tells of, so that neither is there without the other.
      `create table posts (
        news_id      text not null,
        subscriber   text not null,
        event        text not null,
        merchant_id  text,
        news         json not null,
        state        text not null,
        attempts     integer not null,
        next_at      timestamptz(3) not null,
        last_error   text,
        delivered_at timestamptz(3),
        created_at   timestamptz(3) not null,
        primary key (news_id, subscriber)
      )`,
      "create index posts_due on posts (next_at) where state = 'waiting'",
    ],
  },
  {
    version: 4,
    statements: [
      // News of one case goes out in the order it was written down, which moments alone do not tell.
      'alter table posts add column place bigint generated always as identity',
      'alter table posts add column case_id text',
      'alter table posts add column tried_since timestamptz(3) not null default now()',
      // Who delivers it has until then; after that it is anybody's again.
      'alter table posts add column taken_until timestamptz(3)',
      'drop index posts_due',
      "create index posts_due on posts (subscriber, place, next_at) where state = 'waiting'",
      "create index posts_waiting_of_case on posts (subscriber, case_id, place) where state = 'waiting'",
      "create index posts_undelivered on posts (created_at, news_id, subscriber) where state <> 'delivered'",
      'create index posts_order on posts (created_at, news_id, subscriber)',
      'create index posts_by_merchant on posts (merchant_id, created_at, news_id, subscriber)',
    ],
  },
  {
    version: 5,
    statements: [
      `create table people (
        id                text primary key,
        issuer            text not null,
        subject           text not null,
        name              text,
        mail              text,
        mail_verified     boolean not null,
        slack_user_id     text,
        role              text not null,
        merchant_ids      json,
        last_signed_in_at timestamptz(3) not null,
        unique (issuer, subject)
      )`,
      'create index people_by_mail on people (lower(mail)) where mail_verified',
      'create index people_by_slack_user on people (slack_user_id) where slack_user_id is not null',
      // The hash of what a cookie holds: whoever reads this table can pass for nobody.
      `create table sessions (
        hash       text primary key,
        person_id  text not null references people (id) on delete cascade,
        created_at timestamptz(3) not null,
        seen_at    timestamptz(3) not null,
        expires_at timestamptz(3) not null
      )`,
      `create table keys (
        name  text primary key,
        value bytea not null
      )`,
      // What happened has happened. Should entries ever have to go after some years, that is one transaction that lifts these two triggers.
      `create function refuse_to_change_the_timeline() returns trigger language plpgsql as
        $$ begin raise exception 'the time line is only ever added to'; end $$`,
      `create trigger timeline_unchanged before update or delete on timeline
        for each statement execute function refuse_to_change_the_timeline()`,
      `create trigger timeline_not_emptied before truncate on timeline
        for each statement execute function refuse_to_change_the_timeline()`,
    ],
  },
  {
    version: 6,
    statements: [
      // What is counted of each dispute and alert: read model. Until a case is written down again, or the list is made anew, it has none of these.
      `create table dispute_list (
        case_id        text not null references cases (id),
        dispute_id     text not null,
        provider       text not null,
        merchant_id    text,
        kind           text not null,
        stage          text not null,
        status         text not null,
        reason         text,
        amount         numeric,
        currency       text,
        respond_by     timestamptz(3),
        created_at     timestamptz(3) not null,
        first_seen_at  timestamptz(3) not null,
        answerable     boolean not null,
        decided        boolean not null,
        at_stake       boolean not null,
        answered_at    timestamptz(3),
        ruling         text,
        ruled_at       timestamptz(3),
        alert          text,
        refunded       boolean not null,
        net_currencies text[] not null,
        net_amounts    numeric[] not null,
        unknown        text[] not null
      )`,
      'create index dispute_list_by_case on dispute_list (case_id)',
      'create index dispute_list_at_stake on dispute_list (merchant_id) where at_stake',
      'create index dispute_list_to_answer on dispute_list (respond_by) where answerable',
      'create index dispute_list_ruled on dispute_list (ruled_at) where ruled_at is not null',
      'create index dispute_list_answered on dispute_list (answered_at) where answered_at is not null',
      'create index dispute_list_alerts on dispute_list (created_at) where alert is not null',

      'alter table case_list add column failing text',
      'alter table case_list add column failing_since timestamptz(3)',
      'create index case_list_failing on case_list (failing_since) where failing is not null',

      // Signs of life: kept for the health page alone, and no record of anything.
      `create table webhooks_heard (
        provider text primary key,
        at       timestamptz(3) not null
      )`,
      `create table webhooks_rejected (
        provider text not null,
        reason   text not null,
        hour     timestamptz(3) not null,
        at       timestamptz(3) not null,
        count    bigint not null,
        primary key (provider, reason, hour)
      )`,
      `create table lists_read (
        provider  text not null,
        list      text not null,
        read_at   timestamptz(3),
        error     text,
        primary key (provider, list)
      )`,
      "create index posts_dead on posts (next_at) where state = 'dead'",
    ],
  },
  {
    version: 7,
    statements: [
      // Which message in the chat stands for which case (by its id) or refund (by its id behind `refund:`).
      `create table chat_messages (
        about      text primary key,
        asked_at   timestamptz(3) not null,
        channel    text not null,
        ts         text,
        told_until timestamptz(3),
        seq        bigint not null,
        shown      text,
        settled    boolean not null
      )`,
      'create index chat_messages_to_watch on chat_messages (about) where not settled',
    ],
  },
  {
    version: 8,
    statements: [
      // Rows of before are related to no others by their customer until their case is written down again, or the list is made anew.
      "alter table case_list add column customers text[] not null default '{}'",
      'create index case_list_by_customer on case_list using gin (customers)',
    ],
  },
  {
    version: 9,
    statements: [
      // Which version of the program's rules a case's rows were made by; 0 for those of before anybody counted.
      'alter table case_list add column version integer not null default 0',
      'create index case_list_by_version on case_list (version)',
    ],
  },
  {
    version: 10,
    statements: [
      // Since when somebody has no rights here; null for whoever has.
      'alter table people add column barred_at timestamptz(3)',
    ],
  },
  {
    version: 11,
    statements: [
      // Who had it sent again last: the id of a person or of a token.
      'alter table posts add column resent_by text',
      'alter table posts add column resent_at timestamptz(3)',
      // What was skipped is as little to be looked after as what arrived.
      'drop index posts_undelivered',
      "create index posts_undelivered on posts (created_at, news_id, subscriber) where state in ('waiting', 'dead')",
    ],
  },
  {
    version: 12,
    statements: [
      // Who asked for whose erasure: the customer only as a keyed hash.
      `create table erasures (
        id            text primary key,
        customer_hash text not null,
        asked_by      json not null,
        asked_at      timestamptz(3) not null
      )`,
      'create index erasures_order on erasures (asked_at, id)',
      // No reference to `cases`: a payment may have refunds and no case. `erasure_id` is null where the time for keeping evidence was over.
      `create table erased_cases (
        case_id      text primary key,
        erasure_id   text,
        asked_by     json not null,
        asked_at     timestamptz(3) not null,
        pending      boolean not null,
        erased_at    timestamptz(3),
        dispute_ids  text[] not null default '{}',
        history_kept boolean not null default true
      )`,
      'create index erased_cases_pending on erased_cases (asked_at) where pending',
      'create index erased_cases_with_history on erased_cases (erased_at) where history_kept',
      'create index erased_cases_by_erasure on erased_cases (erasure_id) where erasure_id is not null',
      'alter table case_list add column erased boolean not null default false',
      'create index case_list_expiring on case_list (updated_at) where not open and not erased',
      // The one way around the time line's being unchangeable: a transaction that says it erases, and it changes nothing but what an entry carries.
      `create or replace function refuse_to_change_the_timeline() returns trigger language plpgsql as
        $$ begin
          if tg_op = 'UPDATE' and current_setting('recourse.erasing', true) = 'on' then return null; end if;
          raise exception 'the time line is only ever added to';
        end $$`,
      `create function refuse_to_change_more_than_words() returns trigger language plpgsql as
        $$ begin
          if (new.case_id, new.seq, new.at, new.kind, new.dispute_id, new.actor::text, new.summary)
            is distinct from (old.case_id, old.seq, old.at, old.kind, old.dispute_id, old.actor::text, old.summary)
          then raise exception 'erasing takes words out of the time line, and changes nothing else'; end if;
          return new;
        end $$`,
      `create trigger timeline_words_only before update on timeline
        for each row execute function refuse_to_change_more_than_words()`,
    ],
  },
  {
    version: 13,
    statements: [
      // How often the call of each refund was sent, with what stood before: written down before it is sent.
      `create table refund_calls (
        refund_id text primary key,
        sent      int not null,
        course    json not null
      )`,
    ],
  },
  {
    version: 14,
    statements: [
      // Open cases are gone through by the thousand, among many more that are closed.
      'alter table cases add column open boolean not null default true',
      'update cases set open = false from case_list where case_list.id = cases.id and not case_list.open',
      'create index cases_open on cases (id) where open and moved_to is null',
    ],
  },
];
