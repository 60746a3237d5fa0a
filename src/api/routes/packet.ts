import type { ProviderName } from '../../domain/names.ts';
import { packetArchive } from '../../packet/archive.ts';
import { packetContents } from '../../packet/contents.ts';
import { safeFileName } from '../../packet/names.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Store } from '../../store/store.ts';
import { openCase } from '../case-access.ts';
import { disputeNamed, ONE_DISPUTE } from '../named-dispute.ts';
import { type GuardedRoute, route } from '../route.ts';
import { TAG } from './words.ts';

export interface PacketRoutesOptions {
  readonly store: Store;
  readonly providers: ReadonlyMap<ProviderName, Provider>;
}

/** The evidence as one archive, for people who answer elsewhere or keep a copy. */
export function packetRoutes({ store, providers }: PacketRoutesOptions): GuardedRoute[] {
  const download = route({
    method: 'get',
    path: '/api/v1/disputes/{case_id}/packet',
    operationId: 'downloadPacket',
    tag: TAG,
    summary: 'Download the evidence as one archive',
    description:
      'A ZIP archive of every text and file of the draft, with `index.html` to read and print. Files that only the provider has are listed there. Without a `dispute_id` it is of the dispute the case is about right now.',
    role: 'viewer',
    request: ONE_DISPUTE.request,
    responses: { 200: { description: 'The archive.', content: ['application/zip'] } },
    problems: ONE_DISPUTE.problems,
    async handle({ params, query, caller, req }) {
      const state = await openCase(store, caller, params.case_id, req);
      const dispute = disputeNamed(state, query.dispute_id);
      const capabilities = providers.get(state.provider)?.capabilities ?? null;
      const texts = await store.getTexts(
        state.id,
        Object.values(dispute.draft.fields).map(({ sha256 }) => sha256),
      );
      const contents = packetContents(dispute, texts, capabilities);
      const archive = packetArchive({ state, dispute, contents, capabilities }, (fileId) =>
        store.getFile(state.id, fileId),
      );
      const name = safeFileName(`packet-${state.provider}-${dispute.id}`);
      return {
        status: 200,
        content: { type: 'application/zip', data: archive, attachment: `${name}.zip` },
      };
    },
  });
  return [download];
}
