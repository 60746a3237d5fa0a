import { Group, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import type { HealthView } from '../../api/schemas/health.ts';
import { CsvLink } from '../ui/csv-link.tsx';
import { Section } from '../ui/section.tsx';
import type { Pending } from './deliveries.ts';
import { DeliveryList } from './delivery-list.tsx';

/** News that has not reached whom it is for. */
export function DeliveriesSection({ deliveries: { dead, waiting } }: Pick<HealthView, 'deliveries'>) {
  const [chosen, choose] = useState<Pending | null>(null);
  const shown = chosen ?? (dead > 0 ? 'dead' : 'waiting');
  return (
    <Section title="Notifications">
      {dead + waiting === 0 ? (
        <Text size="sm" c="dimmed">
          Everything has reached whom it is for.
        </Text>
      ) : (
        <>
          <Group justify="space-between" mb="sm">
            <SegmentedControl
              size="xs"
              aria-label="Which notifications"
              value={shown}
              onChange={choose}
              data={[
                { value: 'dead', label: `Given up: ${dead}` },
                { value: 'waiting', label: `Waiting: ${waiting}` },
              ]}
            />
            <CsvLink path="/deliveries.csv" query={{ state: shown }} />
          </Group>
          <DeliveryList state={shown} />
        </>
      )}
    </Section>
  );
}
