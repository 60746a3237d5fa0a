import type { FileSlotDescriptionView } from '../../../api/schemas/providers.ts';
import { objectionEverywhere, objectionTo } from './check-file.ts';
import { guessSlot } from './slot-guess.ts';

/** A file on its way in. */
export interface Upload {
  /** Unique on this page. */
  readonly id: number;
  readonly file: File;
  /** Null while there is no slot left for it, or none that takes it. */
  readonly slot: string | null;
  readonly step:
    /** A person says what it is, or that it may go. */
    | { readonly is: 'asking' }
    | { readonly is: 'queued' }
    /** @property share - from 0 to 1; null where the way in does not tell */
    | { readonly is: 'sending'; readonly share: number | null }
    /** @property again - whether the very same may go well another time */
    | { readonly is: 'failed'; readonly why: string; readonly again: boolean }
    /** The server has it; the draft shown here may not yet. */
    | { readonly is: 'done'; readonly fileId: string };
}

export const NO_ROOM = 'There is no room for it: remove another file first.';

let lastId = 0;

/**
 * New files with the slot each most likely belongs to. Those whose name leaves no doubt go at once, the others ask.
 *
 * @param into - the slot a person has chosen already; null for none
 */
export function newUploads(
  files: readonly File[],
  into: string | null,
  slots: readonly FileSlotDescriptionView[],
  present: readonly { readonly slot: string | null }[],
): readonly Upload[] {
  const added: Upload[] = [];
  for (const file of files) {
    const open = openSlots(slots, [...present, ...added]);
    const guess = into === null ? guessSlot(file.name, open) : { slot: into, isSure: true };
    const slot = open.find(({ name }) => name === guess?.slot);
    const hasNoRoom = open.length === 0 || (into !== null && slot === undefined);
    const never = objectionEverywhere(file, slots);
    const why = never ?? (hasNoRoom ? NO_ROOM : objectionTo(file, slot ?? null));
    lastId += 1;
    const step =
      why === null
        ? ({ is: guess?.isSure === true ? 'queued' : 'asking' } as const)
        : ({ is: 'failed', why, again: false } as const);
    added.push({ id: lastId, file, slot: never === null ? (slot?.name ?? null) : null, step });
  }
  return added;
}

/** Slots a file that asks or has failed can still go to; none when it can never be added, or nothing is left for it. */
export function slotsFor(
  { file, slot, step }: Upload,
  slots: readonly FileSlotDescriptionView[],
  open: readonly FileSlotDescriptionView[],
): readonly FileSlotDescriptionView[] {
  const isRefused = step.is === 'failed' && !step.again;
  return slots.filter(
    (item) =>
      open.some(({ name }) => name === item.name) &&
      !(isRefused && item.name === slot) &&
      objectionTo(file, item) === null,
  );
}

/** Slots that take one more file. */
export function openSlots(
  slots: readonly FileSlotDescriptionView[],
  present: readonly { readonly slot: string | null }[],
): readonly FileSlotDescriptionView[] {
  return slots.filter(
    ({ name, max_files }) => present.filter(({ slot }) => slot === name).length < max_files,
  );
}
