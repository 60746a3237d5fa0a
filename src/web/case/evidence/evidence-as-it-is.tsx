import { Stack, Text, Title } from '@mantine/core';
import { savedText, textOf } from './draft.ts';
import { EVIDENCE_TITLE, EvidenceHeading } from './evidence-heading.tsx';
import { LeftOver } from './left-over.tsx';
import type { Subject } from '../subject.ts';
import { useSaveState } from './use-save-queue.ts';

/** The texts of an answer that cannot be changed: those that have one, and what somebody typed too late. */
export function EvidenceAsItIs({ subject }: { readonly subject: Subject }) {
  const { provider, queue } = subject;
  const { draft } = useSaveState(queue);
  const fields = provider.fields.filter(
    ({ name }) => Object.hasOwn(draft.saved.fields, name) || draft.edits[name] !== undefined,
  );
  return (
    <Stack gap="md" component="section" aria-labelledby={EVIDENCE_TITLE}>
      <EvidenceHeading subject={subject} note={lockedWords(subject)} />
      {fields.length === 0 && (
        <Text size="sm" c="dimmed">
          It has no texts.
        </Text>
      )}
      {fields.map(({ name, label }) => (
        <section key={name}>
          <Title order={3} size="sm" fw={600}>
            {label}
          </Title>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {draft.saved.fields[name] === null ? (
              <em>its words are not kept here any more</em>
            ) : (
              savedText(draft.saved, name)
            )}
          </Text>
          {draft.edits[name] !== undefined && (
            <LeftOver label={label} text={textOf(draft, name)} discard={() => queue.discard(name)} />
          )}
        </section>
      ))}
    </Stack>
  );
}

function lockedWords({ me, dispute, provider }: Subject): string {
  if (me.role === 'viewer') return 'You may look, not change';
  if (!provider.set_up) return `${provider.label} is not set up here`;
  return dispute.decision === null ? 'Closed' : 'As it was decided';
}
