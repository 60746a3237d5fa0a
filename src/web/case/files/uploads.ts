import type { FileSlotDescriptionView } from '../../../api/schemas/providers.ts';
import { objectionTo } from './check-file.ts';
import { guessSlot } from './slot-guess.ts';

/** A file on its way in. */
export interface Upload {
  /** Unique on this page. */
  readonly id: number;
  readonly file: File;
  /** Null while there is no slot left for it. */
  readonly slot: string | null;
  readonly step:
    /** A person says what it is, or that it may go. */
    | { readonly is: 'asking' }
    | { readonly is: 'queued' }
    /** @property share - from 0 to 1; null where the way in does not tell */
    | { readonly is: 'sending'; readonly share: number | null }
    | { readonly is: 'failed'; readonly why: string }
    /** The server has it; the draft shown here may not yet. */
    | { readonly is: 'done'; readonly fileId: string };
}

const NO_ROOM = 'There is no room for it: remove another file first.';

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
    const why = hasNoRoom ? NO_ROOM : objectionTo(file, slot ?? null);
    lastId += 1;
    const step =
      why === null
        ? ({ is: guess?.isSure === true ? 'queued' : 'asking' } as const)
        : ({ is: 'failed', why } as const);
    added.push({ id: lastId, file, slot: slot?.name ?? null, step });
  }
  return added;
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
