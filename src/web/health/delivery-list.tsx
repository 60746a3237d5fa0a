import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { DeliveryView } from '../../api/schemas/delivery.ts';
import { segment } from '../client.ts';
import { queries } from '../queries.ts';
import { LoadFailed } from '../ui/load-failed.tsx';
import { TimeText } from '../ui/time-text.tsx';
import { counted } from '../words/time-left.ts';
import { deliveriesQuery, type Pending, useResend } from './deliveries.ts';

/** What waits, or was given up, with why it failed last. */
export function DeliveryList({ state }: { readonly state: Pending }) {
  const me = useQuery(queries.me());
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery(
    deliveriesQuery(state),
  );
  if (data === undefined) {
    return error === null ? (
      <Skeleton height={60} />
    ) : (
      <LoadFailed what="The notifications" error={error} retry={refetch} />
    );
  }
  const deliveries = data.pages.flatMap((page) => page.data);
  if (deliveries.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {state === 'dead' ? 'None was given up.' : 'None waits.'}
      </Text>
    );
  }
  return (
    <>
      <Stack gap="md" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {deliveries.map((delivery) => (
          <DeliveryItem key={delivery.id} delivery={delivery} mayResend={me.data?.role === 'admin'} />
        ))}
      </Stack>
      {hasNextPage && (
        <Button variant="default" size="xs" mt="sm" loading={isFetching} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

interface ItemProps {
  readonly delivery: DeliveryView;
  readonly mayResend: boolean;
}

function DeliveryItem({ delivery, mayResend }: ItemProps) {
  const resend = useResend();
  const { summary, subscriber, channel, attempts, last_error: failure, next_at: next } = delivery;
  return (
    <Group component="li" justify="space-between" align="flex-start" wrap="nowrap">
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Text size="sm">{summary}</Text>
        <Text size="xs" c="dimmed">
          To {subscriber}
          {channel !== null && channel !== subscriber && ` by ${channel}`},{' '}
          <TimeText at={delivery.created_at} />; {counted(attempts, 'attempt')}
          {next !== null && (
            <>
              , next <TimeText at={next} />
            </>
          )}{' '}
          <About delivery={delivery} />
        </Text>
        {failure !== null && (
          <Text size="xs" c="var(--tone-bad)">
            {failure}
          </Text>
        )}
        {resend.isError && (
          <Text size="xs" c="var(--tone-bad)" role="alert">
            {resend.error.message}
          </Text>
        )}
      </div>
      {mayResend && (
        <Button
          variant="default"
          size="xs"
          style={{ flexShrink: 0 }}
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={resend.isPending}
          disabled={resend.isSuccess}
          onClick={() => resend.mutate(delivery.id)}
        >
          {resend.isSuccess ? 'On its way' : 'Send again'}
        </Button>
      )}
    </Group>
  );
}

function About({ delivery: { case_id: caseId, refund_id: refundId } }: Pick<ItemProps, 'delivery'>) {
  const href =
    caseId !== null
      ? `/cases/${segment(caseId)}`
      : refundId !== null
        ? `/refunds/${segment(refundId)}`
        : null;
  if (href === null) return null;
  return (
    <Anchor component={Link} href={href} inherit underline="always">
      {caseId !== null ? 'Case' : 'Refund'}
    </Anchor>
  );
}
