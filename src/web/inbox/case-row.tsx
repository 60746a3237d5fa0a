import { Text } from '@mantine/core';
import { memo, type Ref } from 'react';
import { Link } from 'wouter';
import type { CaseView } from '../../api/schemas/case.ts';
import { segment } from '../client.ts';
import { MoneyText } from '../ui/money-text.tsx';
import { providerWord, reasonWord, stageWord } from '../words/cases.ts';
import { CaseNext } from './case-next.tsx';
import { CaseWhen } from './case-when.tsx';
import classes from './case-row.module.css';

interface Props {
  readonly one: CaseView;
  readonly isSelected: boolean;
  /** Tells that it has the focus, however it got it. */
  readonly onSelect: (id: string) => void;
  readonly ref?: Ref<HTMLAnchorElement>;
}

/** A case in the list: how long there is, who and why, what happens by itself, how much. */
export const CaseRow = memo(function CaseRow({ one, isSelected, onSelect, ref }: Props) {
  const { reason, stage, provider } = one;
  return (
    <Link
      {...(ref !== undefined && { ref })}
      href={`/cases/${segment(one.id)}`}
      className={classes['row'] ?? ''}
      data-case={one.id}
      data-selected={isSelected || undefined}
      onFocus={() => onSelect(one.id)}
    >
      <span className={classes['when']}>
        <CaseWhen one={one} />
      </span>
      <span className={classes['who']}>
        <Customer one={one} />
        <Text span display="block" size="xs" c="dimmed" truncate>
          {reasonWord(reason)} · {stageWord(stage)} · {providerWord(provider)}
        </Text>
      </span>
      <span className={classes['next']}>
        <CaseNext one={one} />
      </span>
      <MoneyText money={one.amount} fw={600} className={classes['amount'] ?? ''} />
    </Link>
  );
});

/** By name or mail; where neither is known, the payment says whose it is. */
function Customer({ one: { id, customer, payment_id: paymentId } }: Pick<Props, 'one'>) {
  const name = customer.name ?? customer.email;
  return (
    <Text span display="block" size="sm" fw={name === null ? 400 : 600} truncate>
      {name ?? `Payment ${paymentId ?? id}`}
    </Text>
  );
}
