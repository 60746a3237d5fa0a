import { Text } from '@mantine/core';
import { IconAlertTriangle, IconThumbUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CaseView } from '../../api/schemas/case.ts';
import { queries } from '../queries.ts';
import { decidedWords, outlookWords, proposalWords, statusWord } from '../words/cases.ts';
import { withLocalTimes } from '../words/local-time.ts';
import classes from './case-row.module.css';

/** What went wrong, else what is proposed, else what happens by itself, else what was decided. */
export function CaseNext({ one }: { readonly one: CaseView }) {
  const { needs_attention: attention, proposal, outlook, disputes } = one;
  if (attention !== null) {
    return (
      <Marked icon={<IconAlertTriangle size={14} aria-label="Needs attention" />} tone="var(--tone-bad)">
        {withLocalTimes(attention.reason)}
      </Marked>
    );
  }
  if (proposal !== null) return <Proposed proposal={proposal} />;
  const decision = disputes.map((dispute) => dispute.decision).findLast((made) => made !== null) ?? null;
  const isSettled = disputes.some((dispute) => dispute.settled_by_network);
  const asItStands = isSettled
    ? 'Settled by the card network: no answer is possible'
    : statusWord(one.status);
  const past = decision === null ? asItStands : decidedWords(decision);
  return (
    <Text span size="xs" c="dimmed" className={classes['clamped'] ?? ''}>
      {outlook === null ? past : outlookWords(outlook)}
    </Text>
  );
}

function Proposed({ proposal }: { readonly proposal: NonNullable<CaseView['proposal']> }) {
  const { data: me } = useQuery(queries.me());
  const isMine = me?.id === proposal.by.id;
  const mayDecide = me?.role === 'approver' || me?.role === 'admin';
  return (
    <Marked icon={<IconThumbUp size={14} aria-hidden />} tone="var(--mantine-primary-color-light-color)">
      {isMine ? proposalWords({ ...proposal, by: { ...proposal.by, name: 'You' } }) : proposalWords(proposal)}
      {mayDecide && !isMine && ': approve or decline'}
    </Marked>
  );
}

interface MarkedProps {
  readonly icon: ReactNode;
  readonly tone: string;
  readonly children: ReactNode;
}

function Marked({ icon, tone, children }: MarkedProps) {
  return (
    <Text span size="xs" fw={500} c={tone} className={classes['marked'] ?? ''}>
      <span className={classes['icon']}>{icon}</span>
      <span className={classes['clamped']}>{children}</span>
    </Text>
  );
}
