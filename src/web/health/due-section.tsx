import { Anchor, Badge, Group, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { HealthView } from '../../api/schemas/health.ts';
import { segment } from '../client.ts';
import { DeadlineText } from '../ui/deadline-text.tsx';
import { MoneyText } from '../ui/money-text.tsx';
import { Section } from '../ui/section.tsx';
import { outlookWords } from '../words/cases.ts';

type Due = HealthView['due_within_24h'][number];

/** Deadlines that come within a day, with what happens by itself. */
export function DueSection({ due }: { readonly due: readonly Due[] }) {
  return (
    <Section title="Deadlines within 24 hours">
      {due.length === 0 ? (
        <Text size="sm" c="dimmed">
          None.
        </Text>
      ) : (
        <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {due.map((item) => (
            <DueItem key={item.case_id} due={item} />
          ))}
        </Stack>
      )}
    </Section>
  );
}

function DueItem({
  due: { case_id: id, respond_by: at, overdue, decided, amount, outlook },
}: {
  readonly due: Due;
}) {
  return (
    <Group component="li" justify="space-between" gap="xs" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Group gap="xs">
          <Anchor
            component={Link}
            href={`/cases/${segment(id)}`}
            size="sm"
            fw={600}
            style={{ overflowWrap: 'anywhere' }}
          >
            {id}
          </Anchor>
          <MoneyText money={amount} size="sm" />
          {overdue && <Badge color="red">Overdue</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {decided
            ? 'Somebody has decided; it is being carried out.'
            : outlook === null
              ? null
              : `${outlookWords(outlook)}.`}
        </Text>
      </div>
      <DeadlineText at={at} past={decided} />
    </Group>
  );
}
