import { Paper } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { CaseView } from '../../api/schemas/case.ts';
import { queries } from '../queries.ts';
import { CsvLink } from '../ui/csv-link.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { Page } from '../ui/page.tsx';
import { tabWord } from '../words/cases.ts';
import { CaseList } from './case-list.tsx';
import { CaseListLoading } from './case-list-loading.tsx';
import { CaseTabs } from './case-tabs.tsx';
import { type CaseListFilter, filterParams, filterQuery, readFilter, unnarrowed } from './filter.ts';
import { CaseFilters } from './filters.tsx';
import { NoCases } from './no-cases.tsx';

/** What needs a person, soonest deadline first; and, a tab away, everything else. */
export function InboxPage() {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const change = useCallback(
    (changed: Partial<CaseListFilter>) =>
      setParams((before) => filterParams({ ...readFilter(before), ...changed }), { replace: true }),
    [setParams],
  );
  const query = filterQuery(filter);
  const found = useInfiniteQuery(queries.cases(query));
  const cases = useMemo(() => unique(found.data?.pages.flatMap(({ data }) => data) ?? []), [found.data]);
  return (
    <Page
      title="Inbox"
      tabTitle={tabWord(filter.tab)}
      actions={<CsvLink path="/disputes.csv" query={query} />}
    >
      <CaseTabs filter={filter} />
      <CaseFilters filter={filter} change={change} cases={cases} />
      <Paper withBorder style={{ overflow: 'hidden' }}>
        <Found filter={filter} found={found} cases={cases} change={change} />
      </Paper>
    </Page>
  );
}

interface FoundProps {
  readonly filter: CaseListFilter;
  readonly found: ReturnType<typeof useInfiniteQuery<unknown>>;
  readonly cases: readonly CaseView[];
  readonly change: (changed: Partial<CaseListFilter>) => void;
}

function Found({ filter, found, cases, change }: FoundProps) {
  if (found.isPending) return <CaseListLoading />;
  if (found.isError && cases.length === 0) {
    return <LoadFailed what="The list of cases" error={found.error} retry={found.refetch} />;
  }
  if (cases.length === 0) return <NoCases filter={filter} showAll={() => change(unnarrowed(filter))} />;
  const place = filterParams(filter).toString();
  return (
    <>
      <CaseList
        key={place}
        place={place}
        cases={cases}
        more={found.hasNextPage ? found.fetchNextPage : null}
      />
      {found.isFetchNextPageError && (
        <LoadFailed what="The rest" error={found.error} retry={found.fetchNextPage} />
      )}
    </>
  );
}

/** A case that moved between two pages while they were loaded stands on both. */
function unique(cases: readonly CaseView[]): readonly CaseView[] {
  return [...new Map(cases.map((one) => [one.id, one])).values()];
}
