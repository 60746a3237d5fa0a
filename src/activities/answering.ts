import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { CaseState, EvidenceFile, TimelineEntry } from '../domain/case.ts';
import { type FieldChanges, changesBetween } from '../domain/evidence.ts';
import { SECOND } from '../domain/instant.ts';
import type { CaseId } from '../domain/names.ts';
import type { DisputeReading, HeldEvidence } from '../domain/provider.ts';
import type { TextRef } from '../domain/text.ts';
import type { Answer, EvidenceUpload } from '../providers/provider.ts';
import { asApplicationFailure, throwIfLate, unsent } from './failures.ts';
import type { ActivityPorts, CaseRef } from './ports.ts';
import { providerNamed } from './provider-named.ts';
import { type FileInSlot, bareReadingOf, evidenceHash, readingOf, wordsOf } from './texts.ts';

/** What the provider's draft should become. */
export interface StagingRequest {
  readonly disputeId: string;
  /** What it held when we last looked; null when nobody has looked yet: what is there then stays, save where ours takes its place. */
  readonly base: Readonly<Record<string, TextRef>> | null;
  /** Stage all of it, whatever is there; without this only what differs, and nothing when somebody changed it meanwhile: that comes first. */
  readonly force: boolean;
  /** Stage without looking first, since looking keeps failing. */
  readonly blind?: boolean;
  readonly texts: Readonly<Record<string, TextRef>>;
  /** The whole draft's files, by our own records; null to leave the provider's files alone. */
  readonly files: readonly EvidenceFile[] | null;
  /** Stands in the time line as soon as it is staged; absent where the case writes that down itself. */
  readonly telling?: TimelineEntry | null;
}

export interface StagingResult {
  readonly outcome: 'staged' | 'changed_elsewhere';
  readonly reading: DisputeReading;
  /** What somebody had changed since we last looked. */
  readonly replaced: FieldChanges;
  /** SHA-256 of what was staged. */
  readonly evidenceHash: string;
}

/** An answer that goes out whole, to a provider that holds no draft. */
export interface AnswerRequest {
  readonly texts: Readonly<Record<string, TextRef>>;
  readonly files: readonly EvidenceFile[];
}

/** Activities that prepare and give the answer. */
export function createAnsweringActivities({ store, providers, toTemporal }: ActivityPorts) {
  return {
    /** Brings the provider's draft to ours. Idempotent. */
    async stageEvidence(
      { caseId, provider: name }: CaseRef,
      request: StagingRequest,
    ): Promise<StagingResult> {
      const provider = providerNamed(providers, name);
      const signal = Context.current().cancellationSignal;
      try {
        const before =
          request.blind === true
            ? null
            : await readingOf(store, caseId, await provider.readDispute(request.disputeId, signal));
        const held = before?.evidence ?? { fields: request.base ?? {}, files: {} };
        const replaced = changesBetween(request.base ?? held.fields, held.fields);
        const wanted = wantedEvidence(request, held);
        const hash = evidenceHash(wanted.texts, wanted.files ?? []);
        if (before !== null && !request.force && Object.keys(replaced).length > 0) {
          return { outcome: 'changed_elsewhere', reading: before, replaced, evidenceHash: hash };
        }
        const { texts, files } = stagingChanges(request, held, wanted);
        if (before !== null && Object.keys(texts).length + Object.keys(files).length === 0) {
          await tell(caseId, request);
          return { outcome: 'staged', reading: before, replaced, evidenceHash: hash };
        }
        const changes = { texts: await wordsOf(store, caseId, texts), files };
        const after = await provider.stageEvidence(request.disputeId, changes, signal);
        const reading = await readingOf(store, caseId, after);
        await tell(caseId, request);
        return {
          outcome: 'staged',
          reading,
          replaced,
          evidenceHash: hash,
        };
      } catch (error) {
        throw asApplicationFailure(error);
      }
    },

    /** Sees that nothing of an answer is missing before it is sent. Answers with its SHA-256. */
    async sealAnswer({ caseId }: CaseRef, { texts, files }: AnswerRequest): Promise<string> {
      await wordsOf(store, caseId, texts);
      return evidenceHash(texts, files);
    },

    /** Hands one file to the provider, private to the merchant. Answers with the provider's id. */
    async uploadEvidenceFile(
      { caseId, provider }: CaseRef,
      fileId: string,
      { slot, merchantId }: Pick<EvidenceUpload, 'slot' | 'merchantId'>,
    ): Promise<string> {
      const file = await store.getFile(caseId, fileId);
      if (file === null)
        throw ApplicationFailure.nonRetryable('The file is missing in the store.', 'StoreIncomplete');
      const beat = setInterval(() => Context.current().heartbeat(), 5 * SECOND);
      try {
        return await providerNamed(providers, provider).uploadFile(
          { ...file, slot, merchantId },
          Context.current().cancellationSignal,
        );
      } catch (error) {
        throw asApplicationFailure(error);
      } finally {
        clearInterval(beat);
      }
    },

    /**
     * Spends the one submission: one attempt, never late. It needs the store for nothing but the words of an answer that goes out whole, and those before
     * the call, so that nothing can go wrong after it.
     */
    async submitEvidence(
      { caseId, provider }: CaseRef,
      disputeId: string,
      request: AnswerRequest | null = null,
    ): Promise<DisputeReading> {
      const answer = request === null ? null : await unsent(() => answerOf(caseId, request));
      throwIfLate();
      try {
        const signal = Context.current().cancellationSignal;
        return bareReadingOf(
          await providerNamed(providers, provider).submitEvidence(disputeId, answer, signal),
        );
      } catch (error) {
        throw asApplicationFailure(error);
      }
    },

    /** Accepts the loss: one attempt, never late. */
    async concedeDispute({ provider }: CaseRef, disputeId: string): Promise<DisputeReading> {
      throwIfLate();
      try {
        const signal = Context.current().cancellationSignal;
        return bareReadingOf(await providerNamed(providers, provider).concede(disputeId, signal));
      } catch (error) {
        throw asApplicationFailure(error);
      }
    },

    /** Copies what the case refers to, then hands its state over to the case of its payment. */
    async handOverCase({ caseId }: CaseRef, to: string, state: CaseState): Promise<void> {
      await store.copyEvidence(caseId, to);
      await toTemporal.handOver(to, state);
    },
  };

  /** That it cannot be told now fails nothing: the case has it written down with what comes next. */
  async function tell(caseId: CaseId, { telling }: StagingRequest): Promise<void> {
    if (telling) await store.addToTimeline(caseId, telling).catch(() => undefined);
  }

  async function answerOf(caseId: string, { texts, files }: AnswerRequest): Promise<Answer> {
    const words = Object.entries(await wordsOf(store, caseId, texts));
    return {
      texts: Object.fromEntries(words.flatMap(([name, text]) => (text === null ? [] : [[name, text]]))),
      files: files.flatMap(({ slot, providerFileId }) =>
        providerFileId === null ? [] : [{ slot, providerFileId }],
      ),
    };
  }
}

interface WantedEvidence {
  readonly texts: StagingRequest['texts'];
  readonly files: readonly FileInSlot[] | null;
}

/** What the provider should hold in the end. */
function wantedEvidence({ base, texts, files }: StagingRequest, held: HeldEvidence): WantedEvidence {
  if (base !== null) return { texts, files };
  const taken = new Set(files?.map(({ slot }) => slot));
  const theirs = Object.entries(held.files)
    .filter(([slot]) => !taken.has(slot))
    .map(([slot, { id }]) => ({ slot, sha256: null, providerFileId: id }));
  return { texts: { ...held.fields, ...texts }, files: files && [...files, ...theirs] };
}

/** What has to be sent for that. A forced staging sends everything, since what was read may be older than our own last change. */
function stagingChanges(
  { base, force }: StagingRequest,
  held: HeldEvidence,
  wanted: WantedEvidence,
): { readonly texts: FieldChanges; readonly files: Readonly<Record<string, string | null>> } {
  const files = wanted.files === null ? {} : fileChanges(held.files, wanted.files);
  if (!force) return { texts: changesBetween(held.fields, wanted.texts), files };
  const cleared = Object.keys({ ...base, ...held.fields }).map((name): [string, null] => [name, null]);
  return { texts: { ...Object.fromEntries(cleared), ...wanted.texts }, files };
}

/** Every slot that holds or should hold something. */
function fileChanges(
  held: HeldEvidence['files'],
  files: readonly FileInSlot[],
): Readonly<Record<string, string | null>> {
  const emptied = Object.keys(held).map((slot): [string, null] => [slot, null]);
  const filled = files.map(({ slot, providerFileId }): [string, string | null] => [slot, providerFileId]);
  return Object.fromEntries([...emptied, ...filled]);
}
