import { Anchor, Skeleton, Stack } from '@mantine/core';
import { IconFolderOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Redirect } from 'wouter';
import { ApiProblem, segment } from '../client.ts';
import { queries } from '../queries.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { Page } from '../ui/page.tsx';
import { CaseScreen } from './case-screen.tsx';

/** One case: what happened, and what to do next. */
export function CasePage({ id }: { readonly id: string }) {
  const me = useQuery(queries.me());
  const providers = useQuery(queries.providers());
  const found = useQuery(queries.case(id));
  const failed = [found, providers, me].find(({ data, error }) => data === undefined && error !== null);
  if (failed?.error instanceof ApiProblem && failed.error.status === 404) return <NoSuchCase />;
  if (failed !== undefined && failed.error !== null) {
    return (
      <Page title="Case">
        <LoadFailed what="The case" error={failed.error} retry={failed.refetch} />
      </Page>
    );
  }
  if (me.data === undefined || providers.data === undefined || found.data === undefined) return <Loading />;
  const of = found.data;
  // Its payment became known: the API has answered with the case it goes on as.
  if (of.id !== id) return <Redirect to={`/cases/${segment(of.id)}`} replace />;
  const provider = providers.data.data.find((item) => item.provider === of.provider);
  if (provider === undefined) return <NoSuchCase />;
  return <CaseScreen of={of} provider={provider} me={me.data} />;
}

function NoSuchCase() {
  return (
    <Page title="No such case">
      <EmptyState icon={<IconFolderOff size={24} />} title="There is no such case here">
        It may be another merchant’s, which you cannot see.{' '}
        <Anchor component={Link} href="/">
          Go to the inbox
        </Anchor>
      </EmptyState>
    </Page>
  );
}

function Loading() {
  return (
    <Stack gap="md" aria-busy aria-label="The case is loading">
      <Skeleton h={28} w="60%" />
      <Skeleton h={60} />
      <Skeleton h={320} />
    </Stack>
  );
}
