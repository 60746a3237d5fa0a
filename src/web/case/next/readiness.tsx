import { Anchor, Group, Progress, Stack, Text } from '@mantine/core';
import { textOf } from '../evidence/draft.ts';
import { useSaveState } from '../evidence/use-save-queue.ts';
import { evidencePlan } from '../needs.ts';
import { reasonOf, type Subject } from '../subject.ts';

/** How much of what this complaint needs is there. */
export function Readiness({
  subject,
  openPreview,
}: {
  readonly subject: Subject;
  readonly openPreview: () => void;
}) {
  const { dispute, provider, queue } = subject;
  const { draft } = useSaveState(queue);
  const isFilled = (name: string) =>
    textOf(draft, name).trim() !== '' || dispute.evidence.files.some(({ slot }) => slot === name);
  const reason = reasonOf(subject);
  const { needs } = evidencePlan(provider, reason?.needs ?? [], isFilled);
  const met = needs.filter(({ isMet }) => isMet).length;
  const isComplete = met === needs.length;
  return (
    <Stack gap={6}>
      {reason !== null && (
        <Text size="sm">
          <b>What wins it:</b> {reason.wins}
        </Text>
      )}
      {needs.length > 0 && (
        <Progress
          value={(100 * met) / needs.length}
          color={isComplete ? 'green' : 'indigo'}
          size="sm"
          aria-label="How much of what is needed is there"
        />
      )}
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Text size="sm" c="dimmed">
          {needs.length === 0
            ? 'Write what speaks for you.'
            : isComplete
              ? 'Everything this complaint usually needs is there'
              : `${met} of ${needs.length} things this complaint usually needs`}
        </Text>
        <Anchor component="button" type="button" size="sm" onClick={openPreview}>
          Preview
        </Anchor>
      </Group>
    </Stack>
  );
}
