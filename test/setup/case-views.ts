import type { Client, Connection, WorkflowHandle } from '@temporalio/client';
import type { CaseState, Dispute, TimelineEntry } from '../../src/domain/case.ts';
import { SECOND, type Millis } from '../../src/domain/instant.ts';
import { caseWorkflowId } from '../../src/domain/names.ts';
import type { Store } from '../../src/store/store.ts';
import { skipTime } from './time.ts';

/** Where the cases looked at live. */
interface Home {
  readonly client: Client;
  readonly connection: Connection;
  readonly namespace: string;
  readonly store: Store;
}

/** Looks at cases and moves their clocks. */
export function caseViews({ client, connection, namespace, store }: Home) {
  const handleOf = (caseId: string): WorkflowHandle => client.workflow.getHandle(caseWorkflowId(caseId));
  const stateOf = (caseId: string): Promise<CaseState | null> => store.loadCase(caseId);
  return {
    handleOf,
    stateOf,
    async timelineOf(caseId: string): Promise<readonly TimelineEntry[]> {
      return (await store.timeline(caseId, { limit: 1000 })).data;
    },
    /** Waits until the recorded case is as wanted; says how it is when it does not get there. */
    async until(
      caseId: string,
      what: string,
      wanted: (state: CaseState) => boolean,
      within: Millis = 60 * SECOND,
    ): Promise<CaseState> {
      const end = Date.now() + within;
      for (;;) {
        const state = await stateOf(caseId);
        if (state !== null && holds(state, wanted)) return state;
        if (Date.now() > end)
          throw new Error(
            `${caseId} did not get to "${what}": ${state === null ? 'no such case' : inShort(state)}`,
          );
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    },
    /** Lets time pass for one case. */
    skip: (caseId: string, duration: Millis): Promise<void> =>
      skipTime(connection, namespace, caseWorkflowId(caseId), duration),
  };
}

/** What speaks of a dispute that is not there yet does not hold. */
function holds(state: CaseState, wanted: (state: CaseState) => boolean): boolean {
  try {
    return wanted(state);
  } catch (error) {
    if (error instanceof NoSuchDisputeError) return false;
    throw error;
  }
}

/** What a person would ask about first. */
function inShort({ disputes, ...state }: CaseState): string {
  const shown = disputes.map(({ draft, held: _held, heldBefore: _before, ...rest }) => ({
    ...rest,
    draft: { revision: draft.revision, names: Object.keys(draft.fields) },
  }));
  return JSON.stringify({ ...state, paymentEvidence: undefined, disputes: shown }, null, 1);
}

class NoSuchDisputeError extends Error {}

/** The one dispute of that id, or the only one there is. */
export function disputeOf(state: CaseState, id?: string): Dispute {
  const dispute = state.disputes.find((item) =>
    id === undefined ? item.kind === 'dispute' : item.id === id,
  );
  if (dispute === undefined) throw new NoSuchDisputeError(`no dispute ${id ?? ''} in ${state.id}`);
  return dispute;
}
