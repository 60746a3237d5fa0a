import { infiniteQueryOptions, keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import type { CaseView, FullCaseView, TimelineEntryView } from '../api/schemas/case.ts';
import type { CaseCountsView } from '../api/schemas/counts.ts';
import type { HealthView } from '../api/schemas/health.ts';
import type { InsightsView } from '../api/schemas/insights.ts';
import type { PaymentView } from '../api/schemas/payment.ts';
import type { PreviewView } from '../api/schemas/preview.ts';
import type { ProviderListView } from '../api/schemas/providers.ts';
import type { RefundView } from '../api/schemas/refund.ts';
import type { RelatedView } from '../api/schemas/related.ts';
import { ApiProblem, api, type Page, type Query, segment } from './client.ts';
import type { MeView, SignInWaysView } from '../api/schemas/session.ts';

/** How many rows a list asks for at a time. */
const PAGE_SIZE = 50;

/** Nothing refetches by itself within this time: what changes is told by live events. */
const FRESH = 30_000;

/** The one cache of what the API said. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: FRESH, retry: (failures, error) => failures < 2 && mayPass(error) },
    },
  });
}

/** Whether the same request may succeed a moment later. */
function mayPass(error: Error): boolean {
  return !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500;
}

/**
 * What the pages ask for, by key and call: `useQuery(queries.case(id))`, `useInfiniteQuery(queries.refunds(filter))`. Whatever belongs to one case
 * begins with `['case', id]`, so that one invalidation reaches all of it.
 */
export const queries = {
  me: () => queryOptions({ queryKey: ['me'], queryFn: get<MeView>('/me'), staleTime: Infinity }),
  signIn: () => queryOptions({ queryKey: ['sign-in'], queryFn: get<SignInWaysView>('/sign-in') }),
  providers: () =>
    queryOptions({
      queryKey: ['providers'],
      queryFn: get<ProviderListView>('/providers'),
      staleTime: Infinity,
    }),
  counts: () => queryOptions({ queryKey: ['counts'], queryFn: get<CaseCountsView>('/disputes/counts') }),
  cases: (filter: Query) => list<CaseView>(['cases', filter], '/disputes', filter),
  case: (id: string) =>
    queryOptions({ queryKey: ['case', id], queryFn: get<FullCaseView>(`/disputes/${segment(id)}`) }),
  timeline: (id: string) =>
    list<TimelineEntryView>(['case', id, 'timeline'], `/disputes/${segment(id)}/timeline`, {}),
  preview: (id: string, disputeId: string) =>
    queryOptions({
      queryKey: ['case', id, 'preview', disputeId],
      queryFn: get<PreviewView>(`/disputes/${segment(id)}/preview`, { dispute_id: disputeId }),
      placeholderData: keepPreviousData,
    }),
  related: (id: string) =>
    queryOptions({
      queryKey: ['case', id, 'related'],
      queryFn: get<RelatedView>(`/disputes/${segment(id)}/related`),
    }),
  refunds: (filter: Query) => list<RefundView>(['refunds', filter], '/refunds', filter),
  refund: (id: string) =>
    queryOptions({ queryKey: ['refund', id], queryFn: get<RefundView>(`/refunds/${segment(id)}`) }),
  payment: (provider: string, paymentId: string) =>
    queryOptions({
      queryKey: ['payment', provider, paymentId],
      queryFn: get<PaymentView>(`/payments/${segment(provider)}/${segment(paymentId)}`),
    }),
  insights: (filter: Query) =>
    queryOptions({
      queryKey: ['insights', filter],
      queryFn: get<InsightsView>('/insights', filter),
      placeholderData: keepPreviousData,
    }),
  health: () =>
    queryOptions({ queryKey: ['health'], queryFn: get<HealthView>('/health'), refetchInterval: FRESH }),
};

function get<T>(address: string, query: Query = {}) {
  return ({ signal }: { readonly signal: AbortSignal }) => api.get<T>(address, { query, signal });
}

function list<T>(queryKey: readonly unknown[], address: string, filter: Query) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<T>>(address, { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (page: Page<T>) => page.next_cursor,
    // Comparing thousands of rows with what they were takes longer than drawing the few one sees.
    structuralSharing: false,
  });
}
