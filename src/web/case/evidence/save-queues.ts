import type { QueryClient } from '@tanstack/react-query';
import type { CaseView, DisputeView } from '../../../api/schemas/case.ts';
import type { ProviderView } from '../../../api/schemas/providers.ts';
import { ApiProblem, api, segment } from '../../client.ts';
import { queries } from '../../queries.ts';
import { browserStorage } from './browser-storage.ts';
import type { SavedDraft } from './draft.ts';
import { type SaveFailure, SaveQueue } from './save-queue.ts';
import { unsavedTexts } from './unsaved.ts';

const SIGNED_OUT = 'You are signed out.';

/** Drafts being edited since the page was loaded: what is unsaved when somebody moves on to another case goes on being saved. */
const queues = new Map<string, SaveQueue>();

/** What a queue saves the draft of. */
export interface Edited {
  readonly of: Pick<CaseView, 'id' | 'provider' | 'open'>;
  readonly dispute: DisputeView;
  readonly provider: ProviderView;
  readonly personId: string;
}

/** The queue that saves a dispute's draft, the same one for as long as the page lives. */
export function saveQueueFor(edited: Edited, client: QueryClient): SaveQueue {
  const { of, dispute, provider, personId } = edited;
  const key = [personId, of.id, dispute.id];
  const known = queues.get(key.join('|'));
  if (known !== undefined) return known;
  const limits = new Map(provider.fields.map(({ name, max_chars }) => [name, max_chars]));
  const queue = new SaveQueue(savedDraft(edited), {
    async save(revision, fields) {
      // What one person typed is never saved in the name of the next one at this browser.
      if (client.getQueryData(queries.me().queryKey)?.id !== personId) throw new ApiProblem(401, SIGNED_OUT);
      return patch(of.id, dispute.id, revision, fields);
    },
    explain,
    look: () => void client.invalidateQueries({ queryKey: queries.case(of.id).queryKey }),
    limit: (name) => limits.get(name) ?? Infinity,
    // By the dispute alone: a case may go on under another id once its payment is known.
    unsaved: unsavedTexts(browserStorage(), [personId, of.provider, dispute.id]),
  });
  queues.set(key.join('|'), queue);
  return queue;
}

/** Whether any text of any draft is not saved yet. */
export function isAnythingUnsaved(): boolean {
  return [...queues.values()].some((queue) => queue.isUnsaved);
}

/** A dispute's draft as it came from the server; one that takes no changes any more, for whatever reason, is as good as frozen. */
export function savedDraft({
  of,
  dispute: { evidence, ruling },
}: Pick<Edited, 'of' | 'dispute'>): SavedDraft {
  const { revision, frozen, fields } = evidence;
  return { revision, frozen: frozen || ruling !== null || !of.open, fields };
}

async function patch(
  caseId: string,
  disputeId: string,
  revision: number,
  fields: Readonly<Record<string, string>>,
): Promise<SavedDraft> {
  const body = {
    dispute_id: disputeId,
    revision,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, text]) => [name, text === '' ? null : text]),
    ),
  };
  const answer = await api.patch<Omit<SavedDraft, 'frozen'>>(`/disputes/${segment(caseId)}/evidence`, body);
  return { revision: answer.revision, fields: answer.fields, frozen: false };
}

function explain(error: unknown): SaveFailure {
  if (!(error instanceof ApiProblem)) return { kind: 'unreachable', message: 'It could not be sent.' };
  const { status, message } = error;
  if (status === 409) return { kind: 'stale', message };
  if (status === 401) return { kind: 'unreachable', message: SIGNED_OUT };
  return { kind: status >= 400 && status < 500 && status !== 429 ? 'refused' : 'unreachable', message };
}
