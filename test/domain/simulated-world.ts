import { payment } from './builders.ts';
import { type Fate, SimulatedFailure } from './simulated-call.ts';
import type { Simulation } from './simulation.ts';
import type { StagingRequest, StagingResult } from '../../src/activities/answering.ts';
import { changesBetween, type FieldChanges } from '../../src/domain/evidence.ts';
import { SECOND } from '../../src/domain/instant.ts';
import type { DisputeReading } from '../../src/domain/provider.ts';
import type { ReadRequest, ReadResult } from '../../src/domain/reads.ts';
import type { CallOutcome } from '../../src/domain/doubt.ts';
import type { TextRef } from '../../src/domain/text.ts';
import type { World } from '../../src/workflows/world.ts';

/** What the payment and policy offer: everything a fraud complaint's answer needs. */
const OFFERED = {
  customer_name: 'Jane',
  customer_email_address: 'jane@example.com',
  product_description: 'a year of it',
  access_activity_log: 'signed in',
};

/** The world as the steps of a simulated case meet it. */
export function worldIn(sim: Simulation): World {
  return {
    now: () => sim.now,
    failureOf: (error) => simulated(error).failure,
    outcomeOf: (error) => outcomeOf(simulated(error)),
    readAll: (request) => Promise.resolve(readAll(sim, request)),
    readOne: (id) => attempt(sim, () => bare(sim.read(id, 'look'))),
    stage: (request) => attempt(sim, () => stageOnce(sim, request)),
    seal: (answer) => Promise.resolve(`hash of ${JSON.stringify(answer)}`),
    upload: ({ id }) => Promise.resolve(`theirs_${id}`),
    submit: (id, answer) =>
      attempt(sim, () => bare(sim.provider.submit(id, sim.fate('submit'), answer?.texts))),
    concede: (id) => attempt(sim, () => bare(sim.provider.concede(id, sim.fate('submit')))),
    askForRefund: () => Promise.reject(new Error('no refund is simulated')),
    handOver: () => Promise.reject(new Error('no case is handed over here')),
  };
}

/** Anything else is a fault of ours, which must not pass for one of the provider. */
function simulated(error: unknown): SimulatedFailure {
  if (error instanceof SimulatedFailure) return error;
  throw error;
}

function readAll(sim: Simulation, request: ReadRequest): ReadResult {
  const disputes: DisputeReading[] = [];
  const failures: ReadResult['failures'][number][] = [];
  for (const id of request.disputeIds) {
    try {
      disputes.push(sim.read(id, 'read'));
    } catch (error) {
      failures.push({ ...simulated(error).failure, object: 'dispute', id });
    }
  }
  sim.pass(SECOND);
  const found = request.payment && disputes.length > 0 ? payment(OFFERED) : null;
  return { disputes, alerts: [], payment: found, failures };
}

/** As the workflow reads a failed call: whatever does not prove that it had no effect leaves a doubt. */
function outcomeOf({ answer, failure }: SimulatedFailure): CallOutcome {
  switch (answer) {
    case 'late':
      return { kind: 'not_sent' };
    case 'lost':
    case 'timed_out':
      return { kind: 'in_doubt', timedOut: true };
    case 'unavailable':
    case 'disconnected':
    case 'unreadable':
      return { kind: 'in_doubt', timedOut: false };
    case 'good':
    case 'unauthorized':
    case 'forbidden':
    case 'not_found':
    case 'refused':
    case 'rate_limited':
      return { kind: 'declined', failure };
  }
}

function bare(reading: DisputeReading): DisputeReading {
  return { ...reading, evidence: null };
}

/** One staging: a look at what is there, then the change. */
function stageOnce(sim: Simulation, { disputeId, base, force, blind, texts }: StagingRequest): StagingResult {
  const before = blind === true ? sim.provider.read(disputeId) : sim.read(disputeId, 'look');
  const heldThen = before.evidence?.fields ?? {};
  const replaced = changesBetween(base ?? heldThen, heldThen);
  const evidenceHash = `hash of ${JSON.stringify(texts)}`;
  if (!force && Object.keys(replaced).length > 0)
    return { outcome: 'changed_elsewhere', reading: before, replaced, evidenceHash };
  const wanted = { ...(base === null && heldThen), ...texts };
  const changes = force ? wholly(wanted, { ...base, ...heldThen }) : changesBetween(heldThen, wanted);
  const reading =
    Object.keys(changes).length === 0 ? before : sim.provider.stage(disputeId, changes, sim.fate('stage'));
  return { outcome: 'staged', reading, replaced, evidenceHash };
}

function wholly(wanted: Fields, there: Fields): FieldChanges {
  return { ...Object.fromEntries(Object.keys(there).map((name) => [name, null])), ...wanted };
}

type Fields = Readonly<Record<string, TextRef>>;

const TIMES_OUT_AFTER: Readonly<Partial<Record<Fate['answer'], number>>> = {
  timed_out: 20 * SECOND,
  lost: 45 * SECOND,
  late: 20 * SECOND,
};

/** One call, and the time it takes. */
function attempt<T>(sim: Simulation, call: () => T): Promise<T> {
  try {
    const result = call();
    sim.pass(SECOND);
    return Promise.resolve(result);
  } catch (error) {
    sim.pass(TIMES_OUT_AFTER[simulated(error).answer] ?? SECOND);
    return Promise.reject(simulated(error));
  }
}
