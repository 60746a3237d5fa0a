import type { Millis } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import type { Desk } from '../setup/desk.ts';
import { failAfter, failBefore } from '../setup/faults.ts';
import { noted, opened, type Story } from './story.ts';

export const SUBMIT = 'disputes.submit_evidence';

/** A dispute whose submission is in doubt. */
export interface Doubt extends Story {
  /** What the provider held before it was asked to take the answer. */
  readonly before: object;
  /** From here on the provider can be read again. */
  readonly readable: () => void;
}

/** A challenge whose call got no good answer, and of which neither reads nor webhooks tell whether it arrived at the provider. */
export async function inDoubt(desk: Desk, { arrived }: { readonly arrived: boolean }): Promise<Doubt> {
  const story = await opened(desk, 'dispute_won');
  if (arrived) desk.faultRules.add({ route: 'dispute.*', object: story.disputeId, fault: 'drop', times: 1 });
  const before = await desk.held(story.disputeId);
  const outage = Promise.withResolvers<() => void>();
  desk.faults.add(
    SUBMIT,
    story.disputeId,
    (work) => {
      outage.resolve(desk.faults.add('disputes.retrieve', story.disputeId, failBefore));
      return (arrived ? failAfter : failBefore)(work);
    },
    1,
  );
  await desk.challenge(story.caseId);
  await noted(desk, story.caseId, 'submission_in_doubt');
  return { ...story, before, readable: await outage.promise };
}

/** The provider moves a dispute's deadline to that long from now, and tells so in a webhook that knows of no answer. */
export async function moveDeadline(
  desk: Desk,
  { caseId, disputeId, before }: Doubt,
  left: Millis,
): Promise<string> {
  const needs_response_by = new Date(Date.now() + left).toISOString();
  await desk.overwrite(disputeId, { needs_response_by });
  await desk.control('POST', '/webhooks', {
    type: 'dispute.updated',
    data: { ...before, needs_response_by },
  });
  await desk.until(caseId, 'moved', (s) => disputeOf(s, disputeId).respondBy === needs_response_by);
  return needs_response_by;
}
