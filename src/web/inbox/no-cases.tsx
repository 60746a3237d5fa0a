import { Button, Text } from '@mantine/core';
import {
  IconArchive,
  IconBuildingBank,
  IconCircleCheck,
  IconInbox,
  IconSearchOff,
  IconTrophy,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { queries } from '../queries.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { counted } from '../words/time-left.ts';
import { type CaseListFilter, isNarrowed, type Tab } from './filter.ts';

interface Empty {
  readonly icon: ReactNode;
  readonly title: string;
  readonly words: string;
}

const EMPTY: Readonly<Record<Tab, Empty>> = {
  inbox: {
    icon: <IconCircleCheck size={24} />,
    title: 'Nothing needs you',
    words: 'New alerts and disputes show here by themselves, the most urgent first.',
  },
  bank: {
    icon: <IconBuildingBank size={24} />,
    title: 'Nothing waits for a ruling',
    words: 'A case moves here once it is decided, and stays until the bank has ruled; that takes weeks.',
  },
  won: {
    icon: <IconTrophy size={24} />,
    title: 'None won yet',
    words: 'Here are the cases the bank ruled in your favour. The money comes back with the ruling.',
  },
  lost: {
    icon: <IconArchive size={24} />,
    title: 'None lost',
    words: 'Here are the cases the bank ruled against you, and those that were conceded.',
  },
  closed: {
    icon: <IconArchive size={24} />,
    title: 'None closed without a ruling',
    words: 'Here are alerts that ran out, warnings that came to nothing, and what was refunded in time.',
  },
  all: {
    icon: <IconInbox size={24} />,
    title: 'No case yet',
    words: 'The first one comes with the first webhook of a provider; Health shows whether they arrive.',
  },
};

interface Props {
  readonly filter: CaseListFilter;
  readonly showAll: () => void;
}

/** Why there is nothing to see, which is another reason on every tab. */
export function NoCases({ filter, showAll }: Props) {
  const { data: counts } = useQuery(queries.counts());
  if (isNarrowed(filter)) {
    return (
      <EmptyState icon={<IconSearchOff size={24} />} title="No case here matches">
        <Text size="sm" mb="sm">
          {filter.tab === 'all' ? 'Nothing is filtered by tab.' : 'It may stand under another tab.'}
        </Text>
        <Button variant="default" size="xs" onClick={showAll}>
          Show them all
        </Button>
      </EmptyState>
    );
  }
  const { icon, title, words } = EMPTY[filter.tab];
  const waiting = filter.tab === 'inbox' && counts !== undefined && counts.bank > 0;
  return (
    <EmptyState icon={icon} title={title}>
      {words}
      {waiting && ` ${counted(counts.bank, 'case')} at the bank meanwhile.`}
    </EmptyState>
  );
}
