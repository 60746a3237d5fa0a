import { Button, Group, Paper, Skeleton, Stack } from '@mantine/core';
import { IconPlus, IconReceiptRefund } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Link, useSearchParams } from 'wouter';
import { queries } from '../queries.ts';
import { CsvLink } from '../ui/csv-link.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { Page } from '../ui/page.tsx';
import { filterQuery, isFiltered, readFilter, type RefundListFilter } from './filter.ts';
import { RefundFilters } from './filters.tsx';
import { mayRefund } from './may.ts';
import { RefundList } from './refund-list.tsx';
import { attentionFirst } from './rows.ts';

/** All refunds, newest first, with those that need a person above them. */
export function RefundsPage() {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const change = useCallback(
    (changed: Partial<RefundListFilter>) =>
      setParams((before) => {
        const next = filterQuery({ ...readFilter(before), ...changed });
        return Object.entries(next).flatMap(([name, value]) =>
          value === null || value === undefined ? [] : [[name, String(value)]],
        );
      }),
    [setParams],
  );
  return (
    <Page title="Refunds" actions={<Actions filter={filter} />}>
      <RefundFilters filter={filter} change={change} />
      <Paper withBorder radius="md" style={{ overflow: 'hidden' }}>
        <FoundRefunds filter={filter} showAll={() => setParams({})} />
      </Paper>
    </Page>
  );
}

function Actions({ filter }: { readonly filter: RefundListFilter }) {
  const me = useQuery(queries.me());
  return (
    <Group gap="md">
      <CsvLink path="/refunds.csv" query={filterQuery(filter)} />
      {mayRefund(me.data) && (
        <Button
          component={Link}
          href="/refunds/new"
          size="sm"
          leftSection={<IconPlus size={16} aria-hidden />}
        >
          New refund
        </Button>
      )}
    </Group>
  );
}

interface FoundProps {
  readonly filter: RefundListFilter;
  readonly showAll: () => void;
}

function FoundRefunds({ filter, showAll }: FoundProps) {
  const attention = useInfiniteQuery(queries.refunds(filterQuery({ ...filter, attention: true })));
  const all = useInfiniteQuery(queries.refunds(filterQuery(filter)));
  if (all.isError && all.data === undefined) {
    return <LoadFailed what="The list of refunds" error={all.error} retry={all.refetch} />;
  }
  if (all.data === undefined || attention.isPending) return <Loading />;
  const refunds = attentionFirst(
    attention.data?.pages.flatMap(({ data }) => data) ?? [],
    all.data.pages.flatMap(({ data }) => data),
  );
  if (refunds.length === 0) return <NoRefunds filter={filter} showAll={showAll} />;
  return (
    <>
      <RefundList
        refunds={refunds}
        more={waits(all) ? all.fetchNextPage : null}
        hasMore={all.hasNextPage && !all.isFetchNextPageError}
      />
      {all.isFetchNextPageError && <LoadFailed what="The rest" error={all.error} retry={all.fetchNextPage} />}
    </>
  );
}

/** Whether the next page is there to be asked for: none is under way, and the last one did not fail. */
function waits(list: {
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly isFetchNextPageError: boolean;
}): boolean {
  return list.hasNextPage && !list.isFetching && !list.isFetchNextPageError;
}

function NoRefunds({ filter, showAll }: FoundProps) {
  const icon = <IconReceiptRefund size={24} />;
  if (!isFiltered(filter)) {
    return (
      <EmptyState icon={icon} title="No refunds yet">
        Those asked for here, by the API or by the policy will be listed, and those made at the provider as
        soon as it tells of them.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title={filter.attention ? 'No refund needs a person' : 'No refund matches'}>
      <Button variant="default" size="xs" onClick={showAll}>
        Show all refunds
      </Button>
    </EmptyState>
  );
}

function Loading() {
  return (
    <Stack gap="sm" p="sm" role="status" aria-label="The refunds are loading">
      {Array.from({ length: 8 }, (_, row) => (
        <Skeleton key={row} height={40} />
      ))}
    </Stack>
  );
}
