import { Alert, Button, Loader, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { MeView } from '../../api/schemas/session.ts';
import { api } from '../client.ts';
import { queries } from '../queries.ts';
import { SignInFrame } from './frame.tsx';
import { LinkCommand } from './link-command.tsx';

/** A one-time link, as it was printed. It is spent by a press, so that no preview or prefetch of it spends it unseen. */
export function LinkPage({ token }: { readonly token: string }) {
  const [, navigate] = useLocation();
  const cache = useQueryClient();
  const use = useMutation({
    mutationFn: () => api.post<MeView>('/session', { link: token }),
    onSuccess: (me) => {
      cache.clear();
      cache.setQueryData(queries.me().queryKey, me);
      navigate('/', { replace: true });
    },
  });
  return (
    <SignInFrame title="Sign in with this link">
      <Text size="sm">It lets this browser in, and works once.</Text>
      {use.isError && (
        <Alert color="red" icon={<IconAlertCircle size={18} />} title="This link does not let you in">
          <Stack gap="xs">
            <Text size="sm">{use.error.message}</Text>
            <LinkCommand />
          </Stack>
        </Alert>
      )}
      <Button
        onClick={() => use.mutate()}
        disabled={use.isPending}
        leftSection={use.isPending && <Loader size={16} />}
      >
        Sign in
      </Button>
    </SignInFrame>
  );
}
