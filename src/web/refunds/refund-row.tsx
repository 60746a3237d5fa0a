import { Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { RefundView } from '../../api/schemas/refund.ts';
import { segment } from '../client.ts';
import { TimeText } from '../ui/time-text.tsx';
import { providerWord } from '../words/cases.ts';
import { refundAmountText, whoAsked } from './refund-words.ts';
import classes from './refund-row.module.css';
import { RefundStatusBadge } from './status-badge.tsx';

/** One refund in the list, as a link to it. */
export function RefundRow({ refund }: { readonly refund: RefundView }) {
  const { needs_attention: attention, failure } = refund;
  const said = attention?.reason ?? failure?.message ?? refund.reason;
  return (
    <Link
      href={`/refunds/${segment(refund.id)}`}
      className={classes['row'] ?? ''}
      data-attention={attention === null ? undefined : true}
    >
      <Text span fw={600} className={classes['amount']}>
        {refundAmountText(refund)}
      </Text>
      <span className={classes['status']}>
        <RefundStatusBadge status={refund.status} />
      </span>
      <span className={classes['payment']}>
        <Text span size="sm" truncate display="block">
          {refund.payment_id}
        </Text>
        <Text span size="xs" c="dimmed" truncate display="block">
          {providerWord(refund.provider)} · {whoAsked(refund.requested_by)}
        </Text>
      </span>
      <Group component="span" gap={6} wrap="nowrap" className={classes['said']}>
        {attention !== null && <IconAlertTriangle size={16} style={{ flexShrink: 0 }} aria-hidden />}
        <Text span size="sm" c={attention === null ? 'dimmed' : 'bright'} truncate title={said ?? ''}>
          {said}
        </Text>
      </Group>
      <Text span size="sm" c="dimmed" className={classes['time']}>
        <TimeText at={refund.created_at} ago />
      </Text>
    </Link>
  );
}
