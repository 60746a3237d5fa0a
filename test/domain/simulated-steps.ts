import { PROVIDER, payment } from './builders.ts';
import { type Fate, SimulatedFailure } from './simulated-call.ts';
import type { Simulation } from './simulation.ts';
import type { Dispute } from '../../src/domain/case.ts';
import { canBeAnswered } from '../../src/domain/dispute.ts';
import {
  changesBetween,
  type FieldChanges,
  noteChangedElsewhere,
  staged,
  wantedTexts,
} from '../../src/domain/evidence.ts';
import { SECOND, plus } from '../../src/domain/instant.ts';
import type { TextRef } from '../../src/domain/text.ts';
import type { Step } from '../../src/domain/plan.ts';
import { takeDisputeReading } from '../../src/domain/reading.ts';
import { readRequest, stagingFailed, takeReadResult } from '../../src/domain/reads.ts';
import {
  type CallOutcome,
  preparationFailed,
  preparationOf,
  prepared,
  settlingReadFailed,
  takeCall,
  takeSettlingRead,
  uploaded,
} from '../../src/domain/submission.ts';

/** What the payment and policy offer: everything a fraud complaint's answer needs. */
const OFFERED = {
  customer_name: 'Jane',
  customer_email_address: 'jane@example.com',
  product_description: 'a year of it',
  access_activity_log: 'signed in',
};

/** Carries out one step as the workflow does, against the simulated provider. */
export function perform(sim: Simulation, step: Step): void {
  switch (step.do) {
    case 'read':
      return read(sim);
    case 'stage':
      return stage(sim, step.dispute);
    case 'prepare':
      return prepare(sim, step.dispute);
    case 'submit':
      return submit(sim, step.dispute);
    case 'settle':
      return attempt(
        sim,
        () => takeSettlingRead(sim.file, step.dispute, readOnce(sim, step.dispute.id), sim.now),
        ({ failure }) => settlingReadFailed(sim.file, step.dispute, failure, sim.now),
      );
    case 'upload':
      return uploaded(
        sim.file,
        step.dispute,
        step.fileId,
        { id: `whop_${step.fileId}`, expiresAt: null },
        sim.now,
      );
    case 'request_refund':
    case 'hand_over':
    case 'wait':
    case 'finish':
      throw new Error(`${step.do} is not a step of the simulation`);
  }
}

function read(sim: Simulation): void {
  const request = readRequest(sim.file);
  const disputes = [];
  const failures = [];
  for (const id of request.disputeIds) {
    try {
      disputes.push(sim.read(id, 'read'));
    } catch (error) {
      if (!(error instanceof SimulatedFailure)) throw error;
      failures.push({ ...error.failure, object: 'dispute' as const, id });
    }
  }
  sim.pass(SECOND);
  const found = request.payment && disputes.length > 0 ? payment(OFFERED) : null;
  takeReadResult(sim.file, { disputes, alerts: [], payment: found, failures }, sim.now);
}

function stage(sim: Simulation, dispute: Dispute): void {
  const { file } = sim;
  const clearing = dispute.decision?.kind === 'concede';
  if (!canBeAnswered(dispute) || dispute.held === null || (dispute.decision !== null && !clearing)) {
    dispute.stageAt = null;
    return;
  }
  const { revision } = dispute.draft;
  attempt(
    sim,
    () => {
      const result = stageOnce(sim, dispute, clearing);
      if (result.outcome === 'staged' && result.reading.evidence !== null) {
        if (dispute.stageFailures > 0) file.unattend('provider_refused', dispute);
        staged(dispute, { held: result.reading.evidence, revision, clearing }, sim.now);
      } else dispute.stageAt = plus(sim.now, 5 * SECOND);
      takeDisputeReading(file, dispute, result.reading, sim.now, PROVIDER);
    },
    ({ failure }) => stagingFailed(file, dispute, failure, sim.now),
  );
}

function prepare(sim: Simulation, dispute: Dispute): void {
  const { file } = sim;
  attempt(
    sim,
    () => {
      const { reading, replaced } = stageOnce(sim, dispute, true);
      noteChangedElsewhere(file, dispute, replaced, sim.now);
      if (reading.evidence !== null)
        staged(
          dispute,
          { held: reading.evidence, revision: dispute.draft.revision, clearing: false },
          sim.now,
        );
      takeDisputeReading(file, dispute, reading, sim.now, PROVIDER);
      prepared(file, dispute, `hash of ${dispute.draft.revision}`, sim.now);
    },
    ({ failure }) => preparationFailed(file, dispute, failure, sim.now),
  );
}

function submit(sim: Simulation, dispute: Dispute): void {
  const { file } = sim;
  let ready = false;
  attempt(
    sim,
    () => {
      takeDisputeReading(file, dispute, readOnce(sim, dispute.id), sim.now, PROVIDER);
      ready = preparationOf(dispute) !== null;
    },
    ({ failure }) => preparationFailed(file, dispute, failure, sim.now),
  );
  if (!ready) return;
  attempt(
    sim,
    () => {
      const answered = sim.provider.submit(dispute.id, sim.fate('submit'));
      sim.pass(SECOND);
      takeCall(file, dispute, { kind: 'answered', reading: { ...answered, evidence: null } }, sim.now);
    },
    (failed) => takeCall(file, dispute, outcomeOf(failed), sim.now),
  );
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

/** One read without evidence. */
function readOnce(sim: Simulation, id: string) {
  const reading = sim.read(id, 'look');
  sim.pass(SECOND);
  return { ...reading, evidence: null };
}

/** One staging: a look at what is there, then the change. */
function stageOnce(sim: Simulation, dispute: Dispute, force: boolean) {
  const base = dispute.held?.fields ?? null;
  const before = sim.read(dispute.id, 'stage');
  const heldThen = before.evidence?.fields ?? {};
  const replaced = changesBetween(base ?? heldThen, heldThen);
  if (!force && Object.keys(replaced).length > 0) {
    sim.pass(SECOND);
    return { outcome: 'changed_elsewhere' as const, reading: before, replaced };
  }
  const wanted = { ...(base === null && heldThen), ...wantedTexts(sim.file, dispute) };
  const changes = force ? wholly(wanted, { ...base, ...heldThen }) : changesBetween(heldThen, wanted);
  const reading =
    Object.keys(changes).length === 0 ? before : sim.provider.stage(dispute.id, changes, sim.fate('stage'));
  sim.pass(SECOND);
  return { outcome: 'staged' as const, reading, replaced };
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

function attempt(sim: Simulation, call: () => void, failed: (failure: SimulatedFailure) => void): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof SimulatedFailure)) throw error;
    sim.pass(TIMES_OUT_AFTER[error.answer] ?? SECOND);
    failed(error);
  }
}
