import type { CaseState, TimelineEntry } from '../domain/case.ts';
import { newsOfCase, postsFor } from '../domain/news.ts';
import type { WorkflowPolicy } from '../domain/messages.ts';
import type { Capabilities } from '../domain/provider.ts';
import type { Unwritten } from '../domain/records.ts';
import type { TextRef } from '../domain/text.ts';
import type { ActivityPorts, CaseRef } from './ports.ts';
import { providerNamed } from './provider-named.ts';

/** What a run starts from. */
export interface OpenedCase {
  /** The case's snapshot; null when nobody has heard of it. */
  readonly state: CaseState | null;
  readonly policy: WorkflowPolicy;
  readonly capabilities: Capabilities;
}

/** The policy now in force, once a case was written down; otherwise what its run has to take first. */
export type RecordedCase = WorkflowPolicy | { readonly unwritten: Unwritten };

/** Activities that touch the store only. They run as local activities: they are many, small and idempotent. */
export function createRecordActivities({ store, providers, policy, subscriptions }: ActivityPorts) {
  const { evidence: _texts, disputeFees: _fees, retention: _times, ...workflowPolicy } = policy;
  return {
    /** Loads a case's snapshot, the policy in force and what its provider can do. */
    async openCase({ caseId, provider }: CaseRef): Promise<OpenedCase> {
      const { capabilities } = providerNamed(providers, provider);
      return { state: await store.loadCase(caseId), policy: workflowPolicy, capabilities };
    },

    /** Writes the snapshot, new time line entries, and what of them is to be told to whom, all or nothing. */
    async recordCase(carried: CaseState, entries: readonly TimelineEntry[]): Promise<RecordedCase> {
      // It acts under this policy from here on, and may have nothing more to write down for long.
      const state = { ...carried, policyVersion: policy.version };
      const posts = postsFor(newsOfCase(state, entries), subscriptions);
      const unwritten = await store.recordCase(state, entries, posts);
      return unwritten === null ? workflowPolicy : { unwritten };
    },

    /** Keeps texts that were typed into the Temporal UI. */
    async keepTexts({ caseId }: CaseRef, texts: readonly string[]): Promise<readonly TextRef[]> {
      return await store.putTexts(caseId, texts);
    },
  };
}
