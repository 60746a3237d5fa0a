import { CaseFile } from '../../domain/case-file.ts';
import type { Dispute } from '../../domain/case.ts';
import { isFrozen } from '../../domain/dispute.ts';
import { instant } from '../../domain/instant.ts';
import type { WorkflowPolicy } from '../../domain/messages.ts';
import { answerTexts, preflight } from '../../domain/preflight.ts';
import { CAPABILITIES } from '../../providers/capabilities.ts';
import type { Store } from '../../store/store.ts';
import { openCase } from '../case-access.ts';
import { evidenceWords, inOrder } from '../evidence-words.ts';
import { disputeNamed, ONE_DISPUTE } from '../named-dispute.ts';
import { type GuardedRoute, route } from '../route.ts';
import { type PreviewView, previewSchema } from '../schemas/preview.ts';
import { TAG } from './words.ts';

export interface PreviewRoutesOptions {
  readonly store: Store;
  readonly policy: WorkflowPolicy;
}

/** An answer as its provider will get it. */
export function previewRoutes({ store, policy }: PreviewRoutesOptions): GuardedRoute[] {
  const preview = route({
    method: 'get',
    path: '/api/v1/disputes/{case_id}/preview',
    operationId: 'previewAnswer',
    tag: TAG,
    summary: 'See the answer as the provider will get it, and what is wrong with it',
    description: 'Without a `dispute_id` it is of the dispute the case is about right now.',
    role: 'viewer',
    request: ONE_DISPUTE.request,
    responses: { 200: { description: 'The answer as it stands.', json: previewSchema } },
    problems: ONE_DISPUTE.problems,
    async handle({ params, query, caller, req }) {
      const state = await openCase(store, caller, params.case_id, req);
      const dispute = disputeNamed(state, query.dispute_id);
      const file = new CaseFile(state, policy, CAPABILITIES[state.provider]);
      const hashes = Object.values(answerTexts(file, dispute)).map(({ sha256 }) => sha256);
      const texts = await store.getTexts(state.id, hashes);
      return { status: 200, json: previewOf(file, dispute, texts) };
    },
  });
  return [preview];
}

function previewOf(file: CaseFile, dispute: Dispute, texts: ReadonlyMap<string, string>): PreviewView {
  const wanted = Object.entries(answerTexts(file, dispute));
  const problems = [...preflight(file, dispute, texts, instant(Date.now()))];
  return {
    dispute_id: dispute.id,
    revision: dispute.draft.revision,
    frozen: isFrozen(dispute),
    fields: inOrder(wanted, ([name]) => name).map(([name, { sha256 }]) => ({
      name,
      label: evidenceWords(name).label,
      text: texts.get(sha256) ?? '',
    })),
    files: inOrder(dispute.draft.files, ({ slot }) => slot).map(({ slot, id, name, size, type }) => ({
      slot,
      label: evidenceWords(slot).label,
      id,
      name,
      size,
      type,
    })),
    problems,
    sendable: problems.every(({ severity }) => severity !== 'error'),
  };
}
