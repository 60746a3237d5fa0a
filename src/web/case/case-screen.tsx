import { Alert, Anchor, Button, Group, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { FullCaseView, FullDisputeView } from '../../api/schemas/case.ts';
import type { ProviderView } from '../../api/schemas/providers.ts';
import type { MeView } from '../../api/schemas/session.ts';
import { Page } from '../ui/page.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { stageWord, statusWord } from '../words/cases.ts';
import { moneyText } from '../words/money.ts';
import { IconHourglass } from '@tabler/icons-react';
import { disputeNumbers } from './dispute-numbers.ts';
import { DisputeScreen } from './dispute-screen.tsx';

interface Props {
  readonly of: FullCaseView;
  readonly provider: ProviderView;
  readonly me: MeView;
}

/** A case with its disputes; the one it is about right now is shown first, and stays while somebody looks at it. */
export function CaseScreen({ of, provider, me }: Props) {
  const foreground = of.disputes.find((dispute) => dispute.foreground) ?? of.disputes[0];
  const [chosen, choose] = useState(foreground?.id ?? null);
  const dispute = of.disputes.find(({ id }) => id === chosen) ?? foreground;
  if (foreground === undefined || dispute === undefined) return <NothingKnown of={of} />;
  return (
    <>
      <Anchor component={Link} href="/" size="sm" c="dimmed">
        ‹ Inbox
      </Anchor>
      {dispute.id !== foreground.id && (
        <Alert color="blue" p="xs" my="xs">
          <Group justify="space-between">
            <Text size="sm">The case is about another dispute now.</Text>
            <Button size="xs" variant="default" onClick={() => choose(foreground.id)}>
              Show it
            </Button>
          </Group>
        </Alert>
      )}
      {of.disputes.length > 1 && <DisputeTabs disputes={of.disputes} shown={dispute} choose={choose} />}
      <DisputeScreen key={dispute.id} of={of} dispute={dispute} provider={provider} me={me} />
    </>
  );
}

interface TabsProps {
  readonly disputes: readonly FullDisputeView[];
  readonly shown: FullDisputeView;
  readonly choose: (id: string) => void;
}

function DisputeTabs({ disputes, shown, choose }: TabsProps) {
  const foregroundFirst = disputes.toSorted((a, b) => Number(b.foreground) - Number(a.foreground));
  const numberOf = disputeNumbers(disputes);
  return (
    <Tabs value={shown.id} onChange={(id) => id !== null && choose(id)} my="sm">
      <Tabs.List aria-label="The disputes of this case">
        {foregroundFirst.map(({ id, stage, status, amount }) => (
          <Tabs.Tab key={id} value={id}>
            {numberOf(id)}. {stageWord(stage)}, {statusWord(status).toLowerCase()}
            {amount !== null && ` · ${moneyText(amount)}`}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}

function NothingKnown({ of }: { readonly of: FullCaseView }) {
  return (
    <Page title="Case" tabTitle={of.payment_id ?? of.id}>
      <EmptyState icon={<IconHourglass size={24} />} title="Nothing is known of its dispute yet">
        It is being read at the provider, and shows here by itself.
      </EmptyState>
    </Page>
  );
}
