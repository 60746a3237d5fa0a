import type { CaseFile } from './case-file.ts';
import type { Dispute } from './case.ts';
import { handOverTarget } from './hand-over.ts';
import type { Refusal } from './messages.ts';
import { conflict } from './refusal.ts';
import { foregroundDispute } from './summary.ts';

/** The dispute an act is about: the named one, else the one in the foreground. */
export function disputeFor(file: CaseFile, disputeId: string | undefined): Dispute | null {
  return disputeId === undefined ? foregroundDispute(file.state) : file.dispute(disputeId);
}

/** What is done to a case whose state is on its way to another one would be lost there. */
export function refuseWhileMoving(file: CaseFile): Refusal | null {
  const to = file.state.movedTo ?? handOverTarget(file);
  return to === null
    ? null
    : conflict(`The payment became known and this case goes on as ${to}: repeat it there.`);
}

/** An act about a dispute this case does not have. */
export function noSuchDispute(id: string | undefined): Refusal {
  return {
    kind: 'not_found',
    message: id === undefined ? 'This case has no dispute yet.' : `This case has no dispute ${id}.`,
  };
}
