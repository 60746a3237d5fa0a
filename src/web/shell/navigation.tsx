import { VisuallyHidden } from '@mantine/core';
import { IconChartBar, IconHeartbeat, IconInbox, IconReceiptRefund } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { queries } from '../queries.ts';
import { counted } from '../words/time-left.ts';
import classes from './layout.module.css';

export function Navigation() {
  const { data: counts } = useQuery(queries.counts());
  const { data: health } = useQuery(queries.health());
  return (
    <nav aria-label="Desk" className={classes['links']}>
      <Entry href="/" also="/cases/" icon={<IconInbox size={18} aria-hidden />} label="Inbox">
        {counts !== undefined && counts.inbox > 0 && (
          <span className={classes['count']}>
            {counts.inbox.toLocaleString('en')}
            <VisuallyHidden> {counted(counts.inbox, 'case')} needing you</VisuallyHidden>
          </span>
        )}
      </Entry>
      <Entry
        href="/refunds"
        also="/refunds/"
        icon={<IconReceiptRefund size={18} aria-hidden />}
        label="Refunds"
      />
      <Entry href="/insights" icon={<IconChartBar size={18} aria-hidden />} label="Insights" />
      <Entry href="/health" icon={<IconHeartbeat size={18} aria-hidden />} label="Health">
        {health?.ok === false && (
          <span className={classes['wrong']}>
            <VisuallyHidden>Something is wrong</VisuallyHidden>
          </span>
        )}
      </Entry>
    </nav>
  );
}

interface EntryProps {
  readonly href: string;
  /** The beginning of other addresses that belong to it. */
  readonly also?: string;
  readonly icon: ReactNode;
  readonly label: string;
  readonly children?: ReactNode;
}

function Entry({ href, also, icon, label, children }: EntryProps) {
  const [location] = useLocation();
  const isHere = location === href || (also !== undefined && location.startsWith(also));
  return (
    <Link href={href} className={classes['link']} aria-current={isHere ? 'page' : undefined}>
      {icon}
      <span>{label}</span>
      {children}
    </Link>
  );
}
