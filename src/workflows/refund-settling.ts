import { HOUR, type Millis } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import type { ProviderFailure } from '../domain/reads.ts';
import { WATCH, WATCH_AFTER_TIME_OUT, beforeLook, beforeRetry } from '../domain/refund-course.ts';
import { type Verdict, judge } from '../domain/refund-verdict.ts';
import { isAccountedFor, type RefundBaseline } from '../domain/refund.ts';
import { loadRefund } from './refund-calls.ts';
import { type CallOutcome, ledger } from './refund-world.ts';
import { RefundDesk } from './refund-desk.ts';
import { type Settling, rest, write } from './refund-runs.ts';

type Settled = 'settled' | 'not_done' | 'not_done_by_person';

/** What the provider's records said when the watch after a call was over. */
type Watched = Verdict | { readonly kind: 'unread'; readonly failure: ProviderFailure };

/**
 * Finds out what came of a call. Unchanged to the end of the watch means not done, unless the provider had said it was; records that do not tell wait
 * for a person, and are read on meanwhile in case they come round. Records that do tell come before a person's word, and that before "unchanged".
 */
export async function settle(
  desk: RefundDesk,
  before: RefundBaseline,
  amount: Money,
  outcome: CallOutcome,
): Promise<Settled> {
  const answered = outcome.kind === 'answered';
  const long = answered || (outcome.kind === 'in_doubt' && outcome.timedOut);
  const watched = await watch(desk, before, amount, long ? WATCH_AFTER_TIME_OUT : WATCH);
  return await conclude(desk, { kind: 'settling', first: before, amount, answered, looks: 1 }, watched);
}

/** Reads on, ever more rarely, until the records tell or a person does. */
export async function conclude(desk: RefundDesk, at: Settling, seen: Watched): Promise<Settled> {
  const { first, amount, answered } = at;
  let watched = seen;
  for (let { looks } = at; ; looks += 1) {
    if (watched.kind === 'ours') {
      desk.settle(watched.refund);
      return 'settled';
    }
    const resolution = desk.takeResolution();
    if (resolution !== null) return resolution === 'done' ? 'settled' : 'not_done_by_person';
    if (watched.kind === 'unchanged' && !answered) {
      desk.clear();
      return 'not_done';
    }
    const record = await loadRefund(desk.refund.id);
    if (record !== null && isAccountedFor(record)) {
      desk.takeOver(record);
      return 'settled';
    }
    desk.doubt(doubtIn(watched));
    await write(desk);
    await rest(desk, Math.min(HOUR, beforeRetry(looks, null) * 12), { ...at, looks: looks + 1 });
    watched = await look(desk, first, amount);
  }
}

/** Reads the provider's records until they show the refund as ours, or the watch is over. */
async function watch(
  desk: RefundDesk,
  before: RefundBaseline,
  amount: Money,
  lasting: Millis,
): Promise<Watched> {
  const end = Date.now() + lasting;
  for (let n = 0; ; n += 1) {
    await desk.pause(beforeLook(n, lasting));
    const over = Date.now() >= end;
    const watched = await look(desk, before, amount);
    if (watched.kind === 'ours' || over) return watched;
  }
}

/** One read, and what it proves about the call. */
export async function look(desk: RefundDesk, before: RefundBaseline, amount: Money): Promise<Watched> {
  const result = await ledger(desk.refund);
  if ('failure' in result) return { kind: 'unread', failure: result.failure };
  desk.after = result.read;
  return judge(before, result.read, amount);
}

function doubtIn(watched: Exclude<Watched, { kind: 'ours' }>): string {
  switch (watched.kind) {
    case 'unchanged':
      return 'the provider said it was made, and its records do not show it';
    case 'unclear':
      return watched.why;
    case 'unread':
      return `the provider cannot be read: ${watched.failure.message}`;
  }
}
