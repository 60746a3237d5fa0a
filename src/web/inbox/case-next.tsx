import { Text } from '@mantine/core';
import { IconAlertTriangle, IconThumbUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CaseView } from '../../api/schemas/case.ts';
import { queries } from '../queries.ts';
import { decidedWords, outlookWords, proposalWords } from '../words/cases.ts';
import classes from './case-row.module.css';

/** What went wrong, else what is proposed, else what happens by itself, else what was decided. */
export function CaseNext({ one }: { readonly one: CaseView }) {
  const { needs_attention: attention, proposal, outlook, disputes } = one;
  if (attention !== null) {
    return (
      <Marked icon={<IconAlertTriangle size={15} aria-label="Needs attention" />} tone="var(--tone-bad)">
        {attention.reason}
      </Marked>
    );
  }
  if (proposal !== null) return <Proposed proposal={proposal} />;
  const decision = disputes.map((dispute) => dispute.decision).findLast((made) => made !== null) ?? null;
  const words = outlook === null ? decision && decidedWords(decision) : outlookWords(outlook);
  return (
    <Text span size="xs" c="dimmed" className={classes['clamped'] ?? ''}>
      {words}
    </Text>
  );
}

function Proposed({ proposal }: { readonly proposal: NonNullable<CaseView['proposal']> }) {
  const { data: me } = useQuery(queries.me());
  const isMine = me?.id === proposal.by.id;
  const mayDecide = me?.role === 'approver' || me?.role === 'admin';
  return (
    <Marked icon={<IconThumbUp size={15} aria-hidden />} tone="var(--mantine-primary-color-light-color)">
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
    <Text span size="sm" fw={500} c={tone} className={classes['marked'] ?? ''}>
      <span className={classes['icon']}>{icon}</span>
      <span className={classes['clamped']}>{children}</span>
    </Text>
  );
}
