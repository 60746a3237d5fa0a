import type { CaseFile } from './case-file.ts';
import type { Dispute, EvidenceFile } from './case.ts';
import { isPast } from './deadline.ts';
import { HOUR, type Instant, MINUTE, type Millis, minus } from './instant.ts';
import { type Moment, moment } from './moment.ts';

/** People are warned so long before a document they handed over themselves dies. */
const WARNING: Millis = 4 * HOUR;
/** An id that dies sooner than this is not sent any more. */
const AT_LEAST: Millis = 10 * MINUTE;

/** Whether the provider has to be given the file's bytes before an answer may name it: it never had them, or has forgotten them by then. */
export function needsHandingOver(file: EvidenceFile, now: Instant): boolean {
  if (file.providerFileId === null) return true;
  return isOurs(file) && isPast(dyingAt(file, AT_LEAST), now);
}

/** Whether a document that somebody else handed over can be used no more. Only a new one in its place helps. */
export function hasDeadFile({ draft }: Dispute, now: Instant): boolean {
  return draft.files.some((file) => !isOurs(file) && isPast(dyingAt(file, 0), now));
}

/** When the provider forgets a document that nobody can hand over anew; null for all others. */
export function dyingFor(file: EvidenceFile): Instant | null {
  return isOurs(file) ? null : dyingAt(file, 0);
}

/** Tells people of documents that die, while the answer that names them is still to be sent. */
export function watchFiles(file: CaseFile, dispute: Dispute, now: Instant): void {
  const dying = dispute.draft.files
    .filter((item) => !isOurs(item) && isPast(dyingAt(item, WARNING), now))
    .map((item) => dyingAt(item, 0))
    .filter((at) => at !== null)
    .toSorted()[0];
  if (dying === undefined) file.unattend('document_expired', dispute);
  else {
    const reason = isPast(dying, now)
      ? 'A document can be used no more at the provider: remove it and upload it again.'
      : `A document can be used at the provider until ${dying} only: answer before that, or upload it again.`;
    file.attend(now, 'document_expired', dispute, reason);
  }
}

/** The moments at which {@link watchFiles} has something to tell. */
export function fileMoments({ draft }: Dispute): readonly Moment[] {
  return draft.files
    .filter((file) => !isOurs(file))
    .flatMap((file) => [
      ...moment(dyingAt(file, WARNING), 'A document is about to expire'),
      ...moment(dyingAt(file, 0), 'A document expires'),
    ]);
}

/** Its bytes are in the store, so that it can be handed over as often as need be. */
function isOurs({ sha256 }: EvidenceFile): boolean {
  return sha256 !== null;
}

function dyingAt({ providerFileExpiresAt }: EvidenceFile, before: Millis): Instant | null {
  return providerFileExpiresAt ? minus(providerFileExpiresAt, before) : null;
}
