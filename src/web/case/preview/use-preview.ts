import { useQuery } from '@tanstack/react-query';
import type { PreviewView } from '../../../api/schemas/preview.ts';
import { useSaveState } from '../evidence/use-save-queue.ts';
import { queries } from '../../queries.ts';
import type { Subject } from '../subject.ts';

/** So long until a preview is asked for anew that shows an older revision than what was saved. */
const LAG = 700;

/**
 * What the provider would get, of the revision that is saved; undefined until that is known. The server's view of a draft lags a moment behind an
 * edit's own answer.
 */
export function usePreview({ of, dispute, queue }: Subject, enabled: boolean) {
  const { revision } = useSaveState(queue).draft.saved;
  const isBehind = (preview: PreviewView | undefined) => preview === undefined || preview.revision < revision;
  const query = useQuery({
    ...queries.preview(of.id, dispute.id),
    enabled,
    staleTime: 0,
    refetchInterval: ({ state }) => (isBehind(state.data) ? LAG : false),
  });
  const preview = isBehind(query.data) ? undefined : query.data;
  return { preview, error: query.error, retry: query.refetch };
}
