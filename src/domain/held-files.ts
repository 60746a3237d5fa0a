import type { Dispute, EvidenceFile } from './case.ts';
import type { HeldEvidence } from './provider.ts';

/** A file only the provider has, as the draft keeps it. */
export function providerFile(slot: string, id: string, name: string | null): EvidenceFile {
  return { id, slot, name: name ?? id, size: null, type: null, sha256: null, providerFileId: id };
}

/**
 * Files somebody attached at the provider since the last look, in slots where the draft has nothing newer of ours. What was taken out there stays
 * in the draft: a read that lags behind our own staging looks the same, and evidence is rather sent than lost.
 */
export function attachedElsewhere(
  { draft, heldBefore }: Dispute,
  before: HeldEvidence,
  held: HeldEvidence,
): readonly EvidenceFile[] {
  return Object.entries(held.files)
    .filter(([slot, { id }]) => {
      const known = [before, ...heldBefore.map(({ evidence }) => evidence)];
      const ours = draft.files.find((file) => file.slot === slot)?.providerFileId;
      const free = ours === undefined || (ours !== null && ours === before.files[slot]?.id);
      return free && !known.some(({ files }) => files[slot]?.id === id);
    })
    .map(([slot, { id, name }]) => providerFile(slot, id, name));
}
