import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { instant } from '../../domain/instant.ts';
import type { Ledger } from '../ledger.ts';
import type { Interceptor, Reply } from '../routes.ts';
import type { Faults, KeptRule } from './faults.ts';
import { asOf } from './lag.ts';
import { CallFault, ReadFault, type FaultRule } from './rule.ts';

/** How a provider words its refusals. */
export interface Wording {
  failure(status: number): Reply;
  /** @param seconds - the wait it asks for */
  rateLimit(seconds: number): Reply;
}

/** What making faults takes. */
export interface FaultParts {
  readonly faults: Faults;
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly wording: Wording;
  /** Aborted when the sandbox closes: what waits then is done no more. */
  readonly closing: AbortSignal;
}

/** Stands between routes and wire and makes the faults that the rules ask for; each is an entry of the ledger. */
export function faultyCalls(parts: FaultParts, next: Interceptor): Interceptor {
  const { faults, database, ledger } = parts;
  return async (call, work) => {
    const lag = call.method === 'get' ? faults.strike(call, isReadFault) : null;
    const fault = faults.strike(call, isCallFault);
    for (const rule of [lag, fault]) {
      if (rule === null) continue;
      ledger.fault({
        provider: call.provider,
        name: rule.fault,
        ids: call.ids,
        detail: detailOf(rule, call),
      });
    }
    const seen = lag === null ? work : () => asOf(database, instant(Date.now() - lag.after_ms), work);
    const proceed = () => next(call, seen);
    return fault === null ? proceed() : untilClosing(parts.closing, inflict(fault, proceed, parts));
  };
}

function isReadFault(rule: FaultRule): rule is ReadFault {
  return rule.fault === 'lag';
}

function isCallFault(rule: FaultRule): rule is CallFault {
  return CallFault.options.some(({ shape }) => shape.fault.value === rule.fault);
}

function detailOf(rule: KeptRule, { route, seq }: { readonly route: string; readonly seq: number }) {
  const { id, struck } = rule;
  const wait = 'after_ms' in rule ? { after_ms: rule.after_ms } : {};
  return { rule: id, time: struck, route, call: seq, ...wait };
}

async function inflict(
  fault: CallFault,
  work: () => Promise<Reply | null>,
  { wording, closing: signal }: FaultParts,
): Promise<Reply | null> {
  switch (fault.fault) {
    case 'delay':
      await sleep(fault.after_ms, null, { signal });
      return work();
    case 'hang': {
      const reply = await work();
      await (fault.after_ms === null ? new Promise(() => {}) : sleep(fault.after_ms, null, { signal }));
      return reply;
    }
    case 'hang_before':
      return new Promise(() => {});
    case 'cut_before':
      await sleep(fault.after_ms, null, { signal });
      return null;
    case 'cut_after':
      await work();
      await sleep(fault.after_ms, null, { signal });
      return null;
    case 'error_before':
      await sleep(fault.after_ms, null, { signal });
      return wording.failure(fault.status);
    case 'error_after':
      await work();
      await sleep(fault.after_ms, null, { signal });
      return wording.failure(fault.status);
    case 'rate_limit':
      return wording.rateLimit(fault.retry_after);
    case 'not_json':
      return spoilt(await work(), NOT_JSON);
    case 'nonsense':
      return spoilt(await work(), NONSENSE);
  }
}

/** The page some machine in between answers with, and with the wrong status. */
const NOT_JSON = {
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
  headers: { 'content-type': 'text/html; charset=utf-8' },
};

const NONSENSE = { body: { message: 'ok' }, headers: {} };

function spoilt(reply: Reply | null, by: Required<Pick<Reply, 'body' | 'headers'>>): Reply | null {
  if (reply === null) return null;
  return { ...reply, body: by.body, headers: { ...reply.headers, ...by.headers } };
}

/** A wait that closing breaks off is a connection that is cut. */
async function untilClosing(closing: AbortSignal, reply: Promise<Reply | null>): Promise<Reply | null> {
  try {
    return await reply;
  } catch (error) {
    if (closing.aborted) return null;
    throw error;
  }
}
