import { Alert, SimpleGrid, Stack, VisuallyHidden } from '@mantine/core';
import type { EvidenceFieldDescriptionView } from '../../../api/schemas/providers.ts';
import { actorName } from '../../words/cases.ts';
import type { Uploads } from '../files/use-uploads.ts';
import { evidencePlan, type Need } from '../needs.ts';
import { reasonOf, type Subject } from '../subject.ts';
import { textOf } from './draft.ts';
import { EVIDENCE_TITLE, EvidenceHeading } from './evidence-heading.tsx';
import { EvidenceField } from './evidence-field.tsx';
import { NeedGroup } from './need-group.tsx';
import { OtherFields } from './other-fields.tsx';
import { fieldState, type SaveState } from './save-queue.ts';
import { useSaveState } from './use-save-queue.ts';
import { useWhoChanged } from './use-who-changed.ts';

interface Props {
  readonly subject: Subject;
  readonly uploads: Uploads;
}

/** The texts of the answer: those this complaint needs first, each with why, then the others. */
export function EvidenceEditor({ subject, uploads }: Props) {
  const { of, dispute, provider, queue } = subject;
  const state = useSaveState(queue);
  const whoChanged = useWhoChanged(of.id, dispute.id);
  const isFilled = (name: string) =>
    textOf(state.draft, name).trim() !== '' || dispute.evidence.files.some(({ slot }) => slot === name);
  const plan = evidencePlan(provider, reasonOf(subject)?.needs ?? [], isFilled);
  const fields = (described: readonly EvidenceFieldDescriptionView[]) => (
    <Fields described={described} {...{ queue, whoChanged }} />
  );
  const group = (need: Need) => (
    <NeedGroup key={need.why} need={need} subject={subject} uploads={uploads}>
      {fields(need.fields)}
    </NeedGroup>
  );
  const short = plan.needs.filter(isShort);
  return (
    <section aria-labelledby={EVIDENCE_TITLE}>
      <EvidenceHeading subject={subject} note={saveSummary(state)} />
      <VisuallyHidden aria-live="polite">{announcement(subject, state)}</VisuallyHidden>
      {dispute.proposal !== null && (
        <Alert color="blue" p="xs" mb="sm">
          {actorName(dispute.proposal.by)} proposed a decision on this very evidence: changing it ends the
          proposal.
        </Alert>
      )}
      <Stack gap="lg">
        {short.length > 0 && (
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
            {short.map(group)}
          </SimpleGrid>
        )}
        {plan.needs.filter((need) => !short.includes(need)).map(group)}
        <OtherFields described={plan.otherFields} isFilled={isFilled}>
          {fields(plan.otherFields)}
        </OtherFields>
      </Stack>
    </section>
  );
}

/** It takes half a line: one short text and nothing else. */
function isShort({ fields, slots }: Need): boolean {
  return fields.length === 1 && slots.length === 0 && fields[0]?.lines === 'one';
}

interface FieldsProps {
  readonly described: readonly EvidenceFieldDescriptionView[];
  readonly queue: Subject['queue'];
  readonly whoChanged: (name: string, revision: number) => string | null;
}

function Fields({ described, ...rest }: FieldsProps) {
  const short = described.filter(({ lines }) => lines === 'one');
  const long = described.filter(({ lines }) => lines === 'many');
  return (
    <Stack gap="sm">
      {short.length > 0 && (
        <SimpleGrid cols={{ base: 1, xs: Math.min(short.length, 2) }} spacing="sm" verticalSpacing="sm">
          {short.map((field) => (
            <EvidenceField key={field.name} field={field} {...rest} />
          ))}
        </SimpleGrid>
      )}
      {long.map((field) => (
        <EvidenceField key={field.name} field={field} {...rest} />
      ))}
    </Stack>
  );
}

function saveSummary({ draft, sending, failure }: SaveState): string {
  if (sending.length > 0) return 'Saving…';
  if (Object.keys(draft.edits).length === 0) return 'Everything is saved as you type';
  return failure === null ? 'Not everything is saved yet' : 'Not saved; kept in this browser';
}

/** What a screen reader is told: only what has come to rest. */
function announcement({ provider }: Subject, state: SaveState): string {
  const troubled = provider.fields.filter(({ name, max_chars }) =>
    ['conflict', 'too_long', 'refused', 'failing'].includes(fieldState(state, name, max_chars).is),
  );
  if (troubled.length > 0) return `Not saved: ${troubled.map(({ label }) => label).join(', ')}`;
  return state.saved.length > 0 && Object.keys(state.draft.edits).length === 0 ? 'Saved' : '';
}
