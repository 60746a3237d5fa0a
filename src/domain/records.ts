import { type CaseFile, OURSELVES } from './case-file.ts';
import type { CaseState, TimelineEntry } from './case.ts';
import { doubtInterrupted } from './doubt.ts';
import { entryWithoutPerson, withoutPerson } from './erasure.ts';
import type { Instant } from './instant.ts';
import { upgraded } from './upgrade.ts';

/** Why nothing was written down: the records know what the run does not, and it has to take that first. */
export type Unwritten =
  /**
   * They were written further than this run has come, with other entries in the place of its own: an older copy of Temporal was restored, or a worker
   * was lost after it wrote down and before Temporal knew.
   */
  | {
      readonly why: 'behind';
      /** As it was written down last. */
      readonly state: CaseState;
      /** Entries from the run's first unwritten one on. */
      readonly told: readonly TimelineEntry[];
    }
  /** The customer's data was erased since: whatever texts and files the run refers to are gone. */
  | { readonly why: 'erased'; readonly at: Instant };

/** Whether two entries tell of the same happening. What is done again after a worker was lost is done at another moment. */
export function tellTheSame(a: TimelineEntry, b: TimelineEntry): boolean {
  return said(a) === said(b);
}

function said({ kind, disputeId, actor, summary, data }: TimelineEntry): string {
  return JSON.stringify([kind, disputeId, actor, summary, data]);
}

/** Brings a case up to what the records know. Answers whether its state was replaced: what was taken in since it was last written down is then undone. */
export function takeUnwritten(file: CaseFile, unwritten: Unwritten, now: Instant): boolean {
  file.changed = true;
  if (unwritten.why === 'erased') {
    forget(file, unwritten.at, now);
    return false;
  }
  const { state, told } = unwritten;
  if (told.every((entry) => file.unrecorded.some((own) => tellTheSame(own, entry)))) {
    standBehind(file, state, told);
    return false;
  }
  Object.assign(file.state, upgraded(state));
  file.unrecorded = [];
  const summary = "The records knew more than this case's workflow: it goes on from them.";
  resumeFromRecords(file, now);
  file.note(now, 'records_followed', OURSELVES, summary);
  return true;
}

/**
 * Brings up to the present what a run finds in a snapshot that it did not write itself. What became of an answer that was ready to go is found out first, and
 * so is how an open case stands by now, for nobody listened to its webhooks.
 */
export function resumeFromRecords(file: CaseFile, now: Instant): void {
  doubtInterrupted(file, now);
  if (file.state.open && file.capabilities.read) file.state.read.dueAt = now;
}

/** All that the records tell this run knows as well, under other numbers: what it knows besides follows. */
function standBehind(
  file: CaseFile,
  { nextSeq, updatedAt }: CaseState,
  told: readonly TimelineEntry[],
): void {
  file.unrecorded = file.unrecorded
    .filter((own) => !told.some((entry) => tellTheSame(own, entry)))
    .map((entry, index) => ({ ...entry, seq: nextSeq + index }));
  file.state.nextSeq = nextSeq + file.unrecorded.length;
  if (file.state.updatedAt < updatedAt) file.state.updatedAt = updatedAt;
}

function forget(file: CaseFile, at: Instant, now: Instant): void {
  const { state } = file;
  Object.assign(state, withoutPerson(state, new Set(state.disputes.map(({ id }) => id)), at));
  file.unrecorded = file.unrecorded.map(entryWithoutPerson);
  // What is still to be answered is filled in anew.
  if (state.open && file.capabilities.read) state.read.dueAt = now;
}
