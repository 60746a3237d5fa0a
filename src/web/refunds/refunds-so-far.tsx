import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { segment } from '../client.ts';
import { queries } from '../queries.ts';
import { TimeText } from '../ui/time-text.tsx';
import type { DraftSubject } from './draft.ts';
import { refundAmountText, whoAsked } from './refund-words.ts';
import { Section } from '../ui/section.tsx';
import { RefundStatusBadge } from './status-badge.tsx';

/** What others have asked for already: two people with the same thought see each other here. */
export function RefundsSoFar({ subject: { provider, paymentId } }: { readonly subject: DraftSubject }) {
  const { data } = useInfiniteQuery({
    ...queries.refunds({ provider, payment_id: paymentId }),
    staleTime: 0,
  });
  const refunds = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Section title="Refunds of this payment so far">
      {refunds.length === 0 ? (
        <Text size="sm" c="dimmed">
          {data === undefined ? '…' : 'None.'}
        </Text>
      ) : (
        <Stack gap="sm">
          {refunds.map((refund) => (
            <div key={refund.id}>
              <Group justify="space-between" gap="xs">
                <Anchor component={Link} href={`/refunds/${segment(refund.id)}`} fw={600} size="sm">
                  {refundAmountText(refund)}
                </Anchor>
                <RefundStatusBadge status={refund.status} />
              </Group>
              <Text size="xs" c="dimmed">
                {whoAsked(refund.requested_by)}, <TimeText at={refund.created_at} ago />
              </Text>
            </div>
          ))}
        </Stack>
      )}
    </Section>
  );
}
