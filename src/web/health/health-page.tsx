import { Alert, List, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { HealthView } from '../../api/schemas/health.ts';
import { queries } from '../queries.ts';
import { LoadFailed } from '../ui/load-failed.tsx';
import { Page } from '../ui/page.tsx';
import { DeliveriesSection } from './deliveries-section.tsx';
import { DueSection } from './due-section.tsx';
import { FailingSection } from './failing-section.tsx';
import { PartsSection } from './parts-section.tsx';
import { ProvidersSection } from './providers-section.tsx';
import { type Verdict, verdictOn } from './verdict.ts';

/** Whether anything is about to be missed, and what stands in the way. */
export function HealthPage() {
  const { data, error, refetch } = useQuery(queries.health());
  return (
    <Page title="Health">
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <LoadFailed what="How Recourse is doing" error={error} retry={refetch} />
        )
      ) : (
        <Stack gap="lg">
          <Overall health={data} isOld={error !== null} />
          <DueSection due={data.due_within_24h} />
          <FailingSection {...data} />
          <ProvidersSection providers={data.providers} />
          <DeliveriesSection deliveries={data.deliveries} />
          <PartsSection health={data} />
        </Stack>
      )}
    </Page>
  );
}

const COLOURS: Readonly<Record<Verdict['level'], string>> = {
  good: 'green',
  warning: 'orange',
  error: 'red',
};

function Overall({ health, isOld }: { readonly health: HealthView; readonly isOld: boolean }) {
  const { level, sentence } = verdictOn(health);
  const Icon = level === 'good' ? IconCircleCheck : IconAlertTriangle;
  return (
    <Alert color={COLOURS[level]} icon={<Icon size={20} />} title={sentence}>
      {isOld && (
        <Text size="sm" mb="xs">
          This cannot be asked anew right now: what stands here may be old.
        </Text>
      )}
      {health.problems.length > 0 && (
        <List size="sm" spacing={4}>
          {health.problems.map(({ message, severity }) => (
            <List.Item key={message} fw={severity === 'error' ? 600 : 400}>
              {message}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}

function Loading() {
  return (
    <Stack role="status" aria-label="Recourse is being asked how it is doing">
      <Skeleton height={70} />
      <Skeleton height={160} />
      <Skeleton height={160} />
    </Stack>
  );
}
