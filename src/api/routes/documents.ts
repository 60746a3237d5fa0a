import { z } from 'zod';
import { type Instant, instant, MINUTE, millis, plus } from '../../domain/instant.ts';
import { providerFile } from '../../domain/held-files.ts';
import type { ProviderName } from '../../domain/names.ts';
import type { Capabilities } from '../../domain/provider.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Store } from '../../store/store.ts';
import type { CaseGateway } from '../../temporal/gateway.ts';
import { person } from '../auth.ts';
import { openCase } from '../case-access.ts';
import { Problem } from '../problem.ts';
import { type GuardedRoute, route } from '../route.ts';
import { addedFile, documentAddition } from '../schemas/acts.ts';
import { caseId } from '../schemas/common.ts';
import { fileView } from '../view.ts';
import { CASE_MOVED, NO_CASE, NO_STORE, NO_WORKER, TAG } from './words.ts';

/** Two clocks may differ by so much. */
const CLOCK_SKEW = 5 * MINUTE;

export interface DocumentRoutesOptions {
  readonly store: Store;
  readonly gateway: Pick<CaseGateway, 'editEvidence'>;
  readonly providers: ReadonlyMap<ProviderName, Provider>;
}

/** Documents that a platform's own page handed to the provider, through the provider's browser library: only their ids come here. */
export function documentRoutes({ store, gateway, providers }: DocumentRoutesOptions): GuardedRoute[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/disputes/{case_id}/documents',
      operationId: 'addDocument',
      tag: TAG,
      summary: 'Add a document the provider has already',
      description:
        'For platforms whose pages upload with the provider’s own browser library. Such a document dies after a time, which the case warns of; it can then only be uploaded anew.',
      role: 'responder',
      request: { params: z.object({ case_id: caseId }), body: documentAddition },
      responses: { 201: { description: 'The document, now in the draft.', json: addedFile } },
      problems: {
        ...CASE_MOVED,
        ...NO_CASE,
        ...NO_STORE,
        ...NO_WORKER,
        409: 'The provider takes no such ids, the slot is full, the draft is frozen, or the case is closed.',
        422: 'The slot is unknown, or the document has died or is from the future.',
      },
      async handle({ params, body, caller, req }) {
        const state = await openCase(store, caller, params.case_id, req);
        const expiresAt = lifeOf(takingForeign(providers, state.provider), body.created_at);
        const added = {
          ...providerFile(body.slot, body.document_id, body.name ?? null),
          providerFileExpiresAt: expiresAt,
        };
        const edit = { disputeId: body.dispute_id, addFile: added, by: person(caller) };
        const { disputeId, draft } = await gateway.editEvidence(state.id, edit);
        return {
          status: 201,
          json: { ...fileView(added), dispute_id: disputeId, revision: draft.revision },
        };
      },
    }),
  ];
}

function takingForeign(providers: ReadonlyMap<ProviderName, Provider>, name: ProviderName): Capabilities {
  const capabilities = providers.get(name)?.capabilities;
  if (capabilities?.foreignFiles === true) return capabilities;
  const why =
    capabilities === undefined
      ? `${name} is not set up here.`
      : `${capabilities.label} takes no documents by their ids: upload the file itself.`;
  throw new Problem(409, why, { type: 'refused' });
}

function lifeOf({ fileLifetime, label }: Capabilities, createdAt: Instant): Instant | null {
  const now = instant(Date.now());
  if (millis(createdAt) > millis(now) + CLOCK_SKEW)
    throw refused('It would have been created in the future.');
  if (fileLifetime === null) return null;
  const expiresAt = plus(createdAt, fileLifetime);
  if (expiresAt <= now) throw refused(`It died at ${label} at ${expiresAt}: upload it again.`);
  return expiresAt;
}

function refused(detail: string): Problem {
  return new Problem(422, detail, {
    type: 'validation',
    errors: [{ in: 'body', pointer: '/created_at', detail }],
  });
}
