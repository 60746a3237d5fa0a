import { PROVIDERS } from '../../domain/names.ts';
import { REASONS, STAGES } from '../../domain/provider.ts';
import { CASE_TABS, type CaseTab } from '../../domain/summary.ts';
import type { Query } from '../client.ts';

export const TABS = [...CASE_TABS, 'all'] as const;
export type Tab = CaseTab | 'all';

/** Which cases to show, as the address bar has it. Null: no matter which. */
export interface CaseListFilter {
  readonly tab: Tab;
  readonly provider: string | null;
  readonly reason: string | null;
  readonly stage: string | null;
  readonly merchant: string | null;
  /** Only those in which something went wrong. */
  readonly attention: boolean;
  /** Words in ids, names and mails. */
  readonly search: string;
}

/** Reads the address bar; a word the API does not know would be refused there, so it is left out. */
export function readFilter(params: URLSearchParams): CaseListFilter {
  return {
    tab: oneOf(TABS, params.get('tab')) ?? 'inbox',
    provider: oneOf(PROVIDERS, params.get('provider')),
    reason: oneOf(REASONS, params.get('reason')),
    stage: oneOf(STAGES, params.get('stage')),
    merchant: params.get('merchant_id') || null,
    attention: params.get('needs_attention') === 'true',
    search: params.get('q') ?? '',
  };
}

/** The address that shows these cases; the inbox as such has the shortest. */
export function filterParams(filter: CaseListFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.tab !== 'inbox') params.set('tab', filter.tab);
  for (const [name, value] of Object.entries(conditions(filter))) if (value) params.set(name, String(value));
  return params;
}

/** The same as the API's own parameters. */
export function filterQuery(filter: CaseListFilter): Query {
  return { tab: filter.tab === 'all' ? null : filter.tab, ...conditions(filter) };
}

function conditions({ provider, reason, stage, merchant, attention, search }: CaseListFilter) {
  return {
    provider,
    reason,
    stage,
    merchant_id: merchant,
    needs_attention: attention ? true : null,
    q: search.trim(),
  };
}

/** How many conditions there are, beside the tab and the search. */
export function conditionCount({ provider, reason, stage, merchant, attention }: CaseListFilter): number {
  return [provider, reason, stage, merchant].filter((value) => value !== null).length + Number(attention);
}

export function isNarrowed(filter: CaseListFilter): boolean {
  return conditionCount(filter) > 0 || filter.search.trim() !== '';
}

export function unnarrowed({ tab }: CaseListFilter): CaseListFilter {
  return readFilter(new URLSearchParams({ tab }));
}

function oneOf<T extends string>(words: readonly T[], value: string | null): T | null {
  return words.find((word) => word === value) ?? null;
}
