import { Group, Text, Title } from '@mantine/core';
import type { Subject } from '../subject.ts';

interface Props {
  readonly subject: Subject;
  /** How the draft stands, in a few words. */
  readonly note: string;
}

export const EVIDENCE_TITLE = 'evidence-title';

export function EvidenceHeading({ subject: { dispute }, note }: Props) {
  return (
    <Group justify="space-between" align="baseline" mb="xs">
      <Title order={2} size="h4" id={EVIDENCE_TITLE}>
        {dispute.kind === 'alert' ? 'Evidence, in case a dispute follows' : 'Your answer'}
      </Title>
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </Group>
  );
}
