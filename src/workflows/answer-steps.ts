import type { AnswerRequest } from '../activities/answering.ts';
import { CLOCK, type CaseFile, OURSELVES, providerActor } from '../domain/case-file.ts';
import type { Dispute } from '../domain/case.ts';
import { canBeAnswered } from '../domain/dispute.ts';
import { noteChangedElsewhere, staged, wantedTexts } from '../domain/evidence.ts';
import { handOverTarget } from '../domain/hand-over.ts';
import { SECOND, plus } from '../domain/instant.ts';
import type { DisputeReading } from '../domain/provider.ts';
import { takeDisputeReading } from '../domain/reading.ts';
import { isRefusal, stagingFailed, stagingRecovered } from '../domain/reads.ts';
import { settlingReadFailed, takeCall, takeSettlingRead } from '../domain/doubt.ts';
import {
  asRefusal,
  goesBlind,
  preparationFailed,
  preparationOf,
  prepared,
  uploaded,
} from '../domain/preparation.ts';
import type { World } from './world.ts';

/** Keeps the provider's draft up to date, unless somebody changed it there: then that comes first. */
export async function stage(file: CaseFile, dispute: Dispute, world: World): Promise<void> {
  const clearing = dispute.decision?.kind === 'concede';
  if (!canBeAnswered(dispute) || dispute.held === null || (dispute.decision !== null && !clearing)) {
    dispute.stageAt = null;
    return;
  }
  const { revision } = dispute.draft;
  const summary = clearing ? 'Clear what was staged' : `Stage revision ${revision}`;
  const words = clearing ? 'What was staged is cleared.' : `Revision ${revision} is at the provider.`;
  const saying = [
    world.now(),
    clearing ? 'staging_cleared' : 'staged',
    OURSELVES,
    words,
    { dispute },
  ] as const;
  // With nothing else to write down, whoever stages it says so: it is good to know at once, and no loss should it be known later.
  const telling = file.changed ? null : file.entry(...saying);
  try {
    const request = {
      disputeId: dispute.id,
      base: dispute.held.fields,
      force: clearing,
      texts: wantedTexts(file, dispute),
      files: clearing ? draftFilesNotOurs(dispute) : null,
      telling,
    };
    const { outcome, reading } = await world.stage(request, summary);
    if (outcome === 'staged') {
      if (dispute.stageFailures > 0) stagingRecovered(file, dispute);
      // Where nothing is shown of it, it is what was put there.
      const held = reading.evidence ?? { fields: request.texts, files: dispute.held.files };
      staged(dispute, { held, revision, clearing }, world.now());
      if (telling === null) file.note(...saying);
      else file.unrecorded.push(telling);
    } else dispute.stageAt = plus(world.now(), 5 * SECOND);
    takeDisputeReading(file, dispute, reading, world.now(), providerActor(file.state.provider, 'read'));
  } catch (error) {
    stagingFailed(file, dispute, world.failureOf(error), world.now());
  }
}

/** After conceding, what somebody attached at the provider stays there. */
function draftFilesNotOurs({ draft }: Dispute): Dispute['draft']['files'] {
  return draft.files.filter(({ sha256 }) => sha256 === null);
}

/** Hands a file of the decided revision to the provider. */
export async function upload(file: CaseFile, dispute: Dispute, fileId: string, world: World): Promise<void> {
  const item = dispute.draft.files.find(({ id }) => id === fileId);
  if (item === undefined) return;
  try {
    uploaded(file, dispute, fileId, await world.upload(item), world.now());
  } catch (error) {
    preparationFailed(file, dispute, asRefusal(world.failureOf(error)), world.now());
  }
}

/** Sees that the decided revision is whole, where the provider holds no draft and takes it with the call. */
async function seal(file: CaseFile, dispute: Dispute, world: World): Promise<void> {
  try {
    const summary = `See that revision ${dispute.draft.revision} is whole`;
    prepared(file, dispute, await world.seal(wholeAnswer(file, dispute), summary), world.now());
  } catch (error) {
    preparationFailed(file, dispute, world.failureOf(error), world.now());
  }
}

function wholeAnswer(file: CaseFile, dispute: Dispute): AnswerRequest {
  return { texts: wantedTexts(file, dispute), files: dispute.draft.files };
}

/** Brings the provider's draft to the decided revision, whatever is there; what somebody changed there is written down first. */
export async function prepare(file: CaseFile, dispute: Dispute, world: World): Promise<void> {
  if (!file.capabilities.stage) return await seal(file, dispute, world);
  const { draft } = dispute;
  try {
    const request = {
      disputeId: dispute.id,
      base: dispute.held?.fields ?? null,
      force: true,
      blind: goesBlind(dispute, world.now()),
      texts: wantedTexts(file, dispute),
      files: draft.files,
    };
    const summary = `Stage the decided revision ${draft.revision}`;
    const result = await world.stage(request, summary);
    noteChangedElsewhere(file, dispute, result.replaced, world.now());
    if (result.reading.evidence !== null) {
      staged(
        dispute,
        { held: result.reading.evidence, revision: draft.revision, clearing: false },
        world.now(),
      );
    }
    takeDisputeReading(
      file,
      dispute,
      result.reading,
      world.now(),
      providerActor(file.state.provider, 'read'),
    );
    prepared(file, dispute, result.evidenceHash, world.now());
  } catch (error) {
    preparationFailed(file, dispute, world.failureOf(error), world.now());
  }
}

/** Spends the one answer: a baseline read, then the call. What the read brings to light may make the call unnecessary. */
export async function answer(file: CaseFile, dispute: Dispute, world: World): Promise<void> {
  try {
    const baseline = await world.readOne(dispute.id, 'Baseline before the answer');
    takeDisputeReading(file, dispute, baseline, world.now(), providerActor(file.state.provider, 'read'));
  } catch (error) {
    const failure = world.failureOf(error);
    const isAnswer = isRefusal(failure) || failure.kind === 'not_found';
    if (isAnswer || !goesBlind(dispute, world.now())) {
      preparationFailed(file, dispute, failure, world.now());
      return;
    }
    file.note(
      world.now(),
      'sent_unseen',
      CLOCK,
      'The deadline is near and the provider cannot be read: the answer goes out all the same.',
      {
        dispute,
      },
    );
  }
  if (preparationOf(dispute) === null || handOverTarget(file) !== null) return;
  try {
    const reading = await call(file, dispute, world);
    takeCall(file, dispute, { kind: 'answered', reading }, world.now());
  } catch (error) {
    takeCall(file, dispute, world.outcomeOf(error), world.now());
  }
}

function call(file: CaseFile, dispute: Dispute, world: World): Promise<DisputeReading> {
  if (dispute.decision?.kind === 'concede') return world.concede(dispute.id);
  return world.submit(dispute.id, file.capabilities.stage ? null : wholeAnswer(file, dispute));
}

/** Reads after a call nobody knows the effect of. */
export async function settle(file: CaseFile, dispute: Dispute, world: World): Promise<void> {
  try {
    takeSettlingRead(file, dispute, await world.readOne(dispute.id, 'Did the answer arrive?'), world.now());
  } catch (error) {
    settlingReadFailed(file, dispute, world.failureOf(error), world.now());
  }
}
