import { Badge, DataList, Group, List, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HealthView } from '../../api/schemas/health.ts';
import { Section } from '../ui/section.tsx';
import { TimeText } from '../ui/time-text.tsx';
import { counted } from '../words/time-left.ts';
import { rejectionsByReason, rejectionWords } from './rejections.ts';

type Provider = HealthView['providers'][number];

/** Whether each provider is heard, and asked. */
export function ProvidersSection({ providers }: { readonly providers: readonly Provider[] }) {
  return (
    <Section title="Providers">
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
        {providers.map((provider) => (
          <ProviderCard key={provider.provider} provider={provider} />
        ))}
      </SimpleGrid>
    </Section>
  );
}

function ProviderCard({ provider }: { readonly provider: Provider }) {
  const { label, set_up: isSetUp, reconcile_error: failure } = provider;
  return (
    <Paper withBorder radius="md" p="sm">
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h6">
          {label}
        </Title>
        {!isSetUp && (
          <Badge color="gray" variant="light">
            Not set up
          </Badge>
        )}
        {failure !== null && <Badge color="red">Cannot be compared</Badge>}
      </Group>
      {isSetUp && (
        <DataList orientation="vertical" gap="xs">
          <Item label="Last webhook">
            {provider.last_webhook_at === null ? 'None so far' : <Moment at={provider.last_webhook_at} />}
          </Item>
          <Item label="Last comparison of its lists">
            <Reconciled provider={provider} />
          </Item>
          <Item label="Webhooks refused in 7 days">
            <Rejected rejected={provider.rejected} />
          </Item>
        </DataList>
      )}
    </Paper>
  );
}

function Item({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue>{children}</DataList.ItemValue>
    </DataList.Item>
  );
}

function Moment({ at }: { readonly at: string }) {
  return (
    <>
      <TimeText at={at} ago />
      <Text size="xs" c="dimmed">
        <TimeText at={at} />
      </Text>
    </>
  );
}

function Reconciled({
  provider: { lists, last_reconcile_at: at, reconcile_error: failure },
}: {
  readonly provider: Provider;
}) {
  if (!lists) return 'It has no lists: what no webhook tells is not found';
  return (
    <>
      {at === null ? 'Not yet' : <Moment at={at} />}
      {failure !== null && (
        <Text size="sm" c="var(--tone-bad)">
          The last attempt failed: {failure}
        </Text>
      )}
    </>
  );
}

function Rejected({ rejected }: Pick<Provider, 'rejected'>) {
  const reasons = rejectionsByReason(rejected);
  if (reasons.length === 0) return 'None';
  return (
    <List size="sm" listStyleType="none">
      {reasons.map(({ reason, count, at }) => (
        <List.Item key={reason}>
          {counted(count, 'webhook')}: {rejectionWords(reason)}
          <Text size="xs" c="dimmed">
            last <TimeText at={at} />
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
