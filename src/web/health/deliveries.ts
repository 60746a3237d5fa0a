import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { DeliveryListView } from '../../api/schemas/delivery.ts';
import { api, segment } from '../client.ts';

/** Those that an operator looks at: what still waits, and what was given up. */
export type Pending = 'dead' | 'waiting';

const KIND = 'deliveries';

/** News on its way, newest first. */
export function deliveriesQuery(state: Pending) {
  return infiniteQueryOptions({
    queryKey: [KIND, state],
    queryFn: ({ pageParam, signal }) =>
      api.get<DeliveryListView>('/deliveries', { query: { state, limit: 20, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    // Live events do not tell of them.
    refetchInterval: 30_000,
  });
}

/** Has one sent again. */
export function useResend() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<unknown>(`/deliveries/${segment(id)}/resend`, undefined),
    onSettled: () =>
      cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === KIND || kind === 'health' }),
  });
}
