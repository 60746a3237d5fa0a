import type { TimelineEntryView } from '../../../api/schemas/case.ts';
import { actorName } from '../../words/cases.ts';

/**
 * Who made a field's text what it is at a revision, by the time line: the last one up to there that changed it.
 *
 * @returns null where no entry tells
 */
export function whoChangedField(
  entries: readonly TimelineEntryView[],
  disputeId: string,
  name: string,
  revision: number,
): string | null {
  const change = entries.findLast(({ dispute_id, data }) => {
    const at = data['revision'];
    return (
      dispute_id === disputeId && typeof at === 'number' && at <= revision && namesField(data['fields'], name)
    );
  });
  return change === undefined ? null : actorName(change.actor);
}

function namesField(fields: unknown, name: string): boolean {
  return typeof fields === 'object' && fields !== null && Object.hasOwn(fields, name);
}
