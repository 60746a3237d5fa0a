import { Alert, Grid, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RefundView } from '../../api/schemas/refund.ts';
import { queries } from '../queries.ts';
import { LoadFailed } from '../ui/load-failed.tsx';
import { Page } from '../ui/page.tsx';
import { BankReference } from './bank-reference.tsx';
import { LifeSteps } from './life-steps.tsx';
import { RefundFacts } from './refund-facts.tsx';
import { refundAmountText } from './refund-words.ts';
import { Section } from '../ui/section.tsx';
import { SettlePanel } from './settle-panel.tsx';
import { RefundStatusBadge } from './status-badge.tsx';

/** One refund: what became of it, and what is still to be done. */
export function RefundPage({ id }: { readonly id: string }) {
  const { data, isPending, error, refetch } = useQuery(queries.refund(id));
  if (isPending) return <Loading />;
  if (data === undefined) {
    return (
      <Page title="Refund">
        <LoadFailed what="The refund" error={error} retry={refetch} />
      </Page>
    );
  }
  return <OneRefund refund={data} />;
}

function OneRefund({ refund }: { readonly refund: RefundView }) {
  const amount = refundAmountText(refund);
  return (
    <Page
      title={`Refund of ${amount}`}
      tabTitle={`${amount} · Refund`}
      actions={<RefundStatusBadge status={refund.status} />}
    >
      <Stack gap="lg">
        <Attention refund={refund} />
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="lg">
              <Section title="What happened">
                <LifeSteps refund={refund} />
              </Section>
              <BankReference refund={refund} />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Section title="Facts">
              <RefundFacts refund={refund} />
            </Section>
          </Grid.Col>
        </Grid>
      </Stack>
    </Page>
  );
}

/** What a person has to know or do now. */
function Attention({ refund }: { readonly refund: RefundView }) {
  const { needs_attention: attention, failure } = refund;
  if (attention?.settleable === true) return <SettlePanel refund={refund} attention={attention} />;
  if (attention !== null) {
    return (
      <Alert color="orange" icon={<IconAlertTriangle size={18} />} title="It is held up">
        <Text size="sm">{attention.reason} It goes on by itself once the cause is gone.</Text>
      </Alert>
    );
  }
  return (
    failure !== null && (
      <Alert color="red" icon={<IconAlertTriangle size={18} />} title="The refund was not made">
        <Text size="sm">{failure.message}</Text>
      </Alert>
    )
  );
}

function Loading() {
  return (
    <Page title="Refund">
      <Group align="stretch" role="status" aria-label="The refund is loading">
        <Skeleton height={280} style={{ flex: 2 }} />
        <Skeleton height={280} style={{ flex: 1 }} />
      </Group>
    </Page>
  );
}
