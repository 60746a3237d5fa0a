import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { EvidenceFile } from '../domain/case.ts';
import { staysErased } from '../domain/erasure.ts';
import type { FieldChanges } from '../domain/evidence.ts';
import type { CaseId } from '../domain/names.ts';
import type { DisputeReading } from '../domain/provider.ts';
import type { TextRef } from '../domain/text.ts';
import type { DisputeObject } from '../providers/provider.ts';
import { keepTexts } from '../store/named-texts.ts';
import type { Store } from '../store/store.ts';

/** A dispute as the workflow takes it: its texts kept in the store, references in their place. What was erased is not kept again while the dispute is over. */
export async function readingOf(
  store: Store,
  caseId: CaseId,
  object: DisputeObject,
): Promise<DisputeReading> {
  const erased = await store.erasures.disputesOf(caseId);
  if (staysErased(erased, object.dispute)) return bareReadingOf(object);
  const fields = await keepTexts(store, caseId, object.texts);
  return { ...object.dispute, evidence: { fields, files: object.files } };
}

/** The same without its evidence and without the store: what a baseline or settling read needs. */
export function bareReadingOf(object: DisputeObject): DisputeReading {
  return { ...object.dispute, evidence: null };
}

/** Turns references back into words. Throws when the store has lost one: nothing half done is sent. */
export async function wordsOf(
  store: Store,
  caseId: CaseId,
  changes: FieldChanges,
): Promise<Record<string, string | null>> {
  const hashes = Object.values(changes).flatMap((ref) => (ref === null ? [] : [ref.sha256]));
  const found = await store.getTexts(caseId, hashes);
  return Object.fromEntries(
    Object.entries(changes).map(([name, ref]) => {
      if (ref === null) return [name, null];
      const words = found.get(ref.sha256);
      if (words === undefined)
        throw ApplicationFailure.nonRetryable(
          `The text of "${name}" is missing in the store.`,
          'StoreIncomplete',
        );
      return [name, words];
    }),
  );
}

/** A file of a revision, as far as it is told apart. */
export type FileInSlot = Pick<EvidenceFile, 'slot' | 'sha256' | 'providerFileId'>;

/** SHA-256 of a revision: its texts by field and its files by slot, each by its own hash, in the order of their names. */
export function evidenceHash(
  fields: Readonly<Record<string, TextRef>>,
  files: readonly FileInSlot[],
): string {
  const texts = Object.entries(fields).map(([name, { sha256 }]) => ['text', name, sha256]);
  const attached = files.map(({ slot, sha256, providerFileId }) => [
    'file',
    slot,
    sha256 ?? providerFileId ?? '',
  ]);
  const parts = [...texts, ...attached].map((part) => part.join('\n')).toSorted();
  return createHash('sha256').update(parts.join('\n\n')).digest('hex');
}
