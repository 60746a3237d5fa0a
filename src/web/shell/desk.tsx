import { Center, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { ApiProblem, onSignedOut } from '../client.ts';
import { followLive } from '../live.ts';
import { queries } from '../queries.ts';
import { signInAddress } from '../sign-in/return-to.ts';
import { LoadFailed } from '../ui/load-failed.tsx';
import { Layout } from './layout.tsx';

/** Everything behind signing in. Whoever is not signed in is sent there, and brought back to where they were. */
export function Desk() {
  const [, navigate] = useLocation();
  const cache = useQueryClient();
  const me = useQuery(queries.me());
  useEffect(
    () =>
      onSignedOut(() => {
        cache.clear();
        navigate(signInAddress(window.location), { replace: true });
      }),
    [cache, navigate],
  );
  const isSignedIn = me.data !== undefined;
  useEffect(() => (isSignedIn ? followLive(cache) : undefined), [isSignedIn, cache]);
  if (me.data !== undefined) return <Layout me={me.data} />;
  if (me.isError && !(me.error instanceof ApiProblem && me.error.status === 401)) {
    return <LoadFailed what="The desk" error={me.error} retry={me.refetch} />;
  }
  return (
    <Center h="100vh">
      <Loader aria-label="The desk is loading" />
    </Center>
  );
}
