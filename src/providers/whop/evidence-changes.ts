import type { Whop } from '@whop/sdk';
import { ProviderError } from '../errors.ts';
import type { EvidenceChanges } from '../provider.ts';
import { EVIDENCE_SLOTS, EVIDENCE_TEXTS } from './evidence-fields.ts';

type EvidenceBody = NonNullable<Parameters<Whop['disputes']['updateEvidence']>[1]>;

const KNOWN: ReadonlySet<string> = new Set<string>([...EVIDENCE_TEXTS, ...EVIDENCE_SLOTS]);

/**
 * The body of `update_evidence`: absent fields stay as they are, null clears.
 *
 * @throws ProviderError (`refused`) for a field Whop has not; leaving it out quietly would lose evidence
 */
export function evidenceBody({ texts, files }: EvidenceChanges): EvidenceBody {
  const unknown = [...Object.keys(texts), ...Object.keys(files)].filter((name) => !KNOWN.has(name));
  if (unknown.length > 0) {
    throw new ProviderError('refused', `Whop has no evidence field ${unknown.join(', ')}.`);
  }
  const body: EvidenceBody = {};
  for (const field of EVIDENCE_TEXTS) {
    const text = texts[field];
    if (text !== undefined) body[field] = text === '' ? null : text;
  }
  for (const slot of EVIDENCE_SLOTS) {
    const fileId = files[slot];
    if (fileId !== undefined) body[slot] = fileId === null ? null : { id: fileId };
  }
  return body;
}
