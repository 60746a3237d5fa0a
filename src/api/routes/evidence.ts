import { z } from 'zod';
import type { EditedDraft } from '../../domain/messages.ts';
import type { CaseId } from '../../domain/names.ts';
import type { TextRef } from '../../domain/text.ts';
import type { Store } from '../../store/store.ts';
import type { CaseGateway } from '../../temporal/gateway.ts';
import { person } from '../auth.ts';
import { openCase } from '../case-access.ts';
import { type GuardedRoute, route } from '../route.ts';
import { editedEvidence, evidenceEdit } from '../schemas/acts.ts';
import { caseId } from '../schemas/common.ts';
import { fieldsView, fileView } from '../view.ts';
import { CASE_MOVED, NO_CASE, NO_WORKER, TAG } from './words.ts';

export interface EvidenceRoutesOptions {
  readonly store: Store;
  readonly gateway: Pick<CaseGateway, 'editEvidence'>;
}

/** Editing the texts of a draft. */
export function evidenceRoutes({ store, gateway }: EvidenceRoutesOptions): GuardedRoute[] {
  return [
    route({
      method: 'patch',
      path: '/api/v1/disputes/{case_id}/evidence',
      operationId: 'editEvidence',
      tag: TAG,
      summary: 'Change texts of the draft',
      role: 'responder',
      request: { params: z.object({ case_id: caseId }), body: evidenceEdit },
      responses: { 200: { description: 'The draft as it now is.', json: editedEvidence } },
      problems: {
        ...CASE_MOVED,
        ...NO_CASE,
        ...NO_WORKER,
        409: 'The revision is stale or frozen, or the case is closed.',
        422: 'A field is unknown at this provider or its text too long, or the body is not as described.',
      },
      async handle({ params, body, caller, req }) {
        const { id } = await openCase(store, caller, params.case_id, req);
        const edited = await gateway.editEvidence(id, {
          disputeId: body.dispute_id,
          revision: body.revision,
          fields: await kept(store, id, body.fields),
          by: person(caller),
        });
        return { status: 200, json: await draftView(store, id, edited) };
      },
    }),
  ];
}

/** Keeps an edit's texts in the store and gives the references workflows carry. An emptied field is a cleared one. */
async function kept(
  store: Store,
  id: CaseId,
  fields: Readonly<Record<string, string | null>>,
): Promise<Record<string, TextRef | null>> {
  const filled = Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const refs = await store.putTexts(
    id,
    filled.map(([, text]) => text),
  );
  const cleared = Object.keys(fields).map((name): [string, null] => [name, null]);
  return Object.fromEntries([...cleared, ...filled.map(([name], at) => [name, refs[at] ?? null])]);
}

async function draftView(store: Store, id: CaseId, { disputeId, draft }: EditedDraft) {
  const texts = await store.getTexts(
    id,
    Object.values(draft.fields).map((ref) => ref.sha256),
  );
  return {
    dispute_id: disputeId,
    revision: draft.revision,
    fields: fieldsView(draft.fields, texts),
    files: draft.files.map(fileView),
  };
}
