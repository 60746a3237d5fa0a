import {
  Alert,
  Anchor,
  Collapse,
  FileButton,
  Group,
  SimpleGrid,
  Stack,
  Text,
  Title,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconChevronDown,
  IconChevronRight,
  IconCircle,
  IconCircleCheck,
  IconPaperclip,
} from '@tabler/icons-react';
import type { EvidenceFieldDescriptionView } from '../../../api/schemas/providers.ts';
import { actorName } from '../../words/cases.ts';
import type { Uploads } from '../files/use-uploads.ts';
import { evidencePlan, type Need } from '../needs.ts';
import { canEdit, labelOf, reasonOf, type Subject } from '../subject.ts';
import { textOf } from './draft.ts';
import { EvidenceField } from './evidence-field.tsx';
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
  const readOnly = !canEdit(subject);
  const isFilled = (name: string) =>
    textOf(state.draft, name).trim() !== '' || dispute.evidence.files.some(({ slot }) => slot === name);
  const plan = evidencePlan(provider, reasonOf(subject)?.needs ?? [], isFilled);
  const fields = (described: readonly EvidenceFieldDescriptionView[]) => (
    <Fields described={described} {...{ queue, readOnly, whoChanged }} />
  );
  const group = (need: Need) => (
    <NeedGroup key={need.why} need={need} subject={subject} uploads={uploads} readOnly={readOnly}>
      {fields(need.fields)}
    </NeedGroup>
  );
  const short = plan.needs.filter(isShort);
  return (
    <section aria-labelledby="evidence-title">
      <Group justify="space-between" align="baseline" mb="xs">
        <Title order={2} size="h4" id="evidence-title">
          {dispute.kind === 'alert' ? 'Evidence, in case a dispute follows' : 'Your answer'}
        </Title>
        <Text size="xs" c="dimmed">
          {readOnly ? lockedWords(subject) : saveSummary(state)}
        </Text>
      </Group>
      <VisuallyHidden aria-live="polite">{announcement(subject, state)}</VisuallyHidden>
      {!readOnly && dispute.proposal !== null && (
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
  readonly readOnly: boolean;
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

interface NeedProps extends Props {
  readonly need: Need;
  readonly readOnly: boolean;
  readonly children: React.ReactNode;
}

/** One thing the answer needs: why, the fields that give it, and the files that would as well. */
function NeedGroup({ need, subject, uploads, readOnly, children }: NeedProps) {
  const Icon = need.isMet ? IconCircleCheck : IconCircle;
  const elsewhere = need.names.filter(
    (name) => ![...need.fields, ...need.slots].some((item) => item.name === name),
  );
  return (
    <Group align="flex-start" gap="xs" wrap="nowrap">
      <Icon
        size={18}
        color={need.isMet ? 'var(--tone-good)' : 'var(--tone-warn)'}
        style={{ flexShrink: 0, marginTop: 1 }}
        aria-label={need.isMet ? 'There' : 'Missing'}
      />
      <Stack gap={6} style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" c="dimmed">
          {need.why}
        </Text>
        {children}
        {!readOnly && need.slots.length > 0 && (
          <Group gap="md">
            {need.slots.map((slot) => (
              <FileButton
                key={slot.name}
                multiple={slot.max_files > 1}
                onChange={(chosen) => uploads.add(listed(chosen), slot.name)}
              >
                {(props) => (
                  <Anchor component="button" type="button" size="sm" ta="left" {...props}>
                    <IconPaperclip size={14} style={{ verticalAlign: '-2px' }} aria-hidden /> {slot.label}
                  </Anchor>
                )}
              </FileButton>
            ))}
          </Group>
        )}
        {!need.isMet && need.fields.length + need.slots.length === 0 && (
          <Text size="sm">
            Filled by {elsewhere.map((name) => labelOf(subject.provider, name)).join(' or ')}.
          </Text>
        )}
      </Stack>
    </Group>
  );
}

interface OtherProps {
  readonly described: readonly EvidenceFieldDescriptionView[];
  readonly isFilled: (name: string) => boolean;
  readonly children: React.ReactNode;
}

function OtherFields({ described, isFilled, children }: OtherProps) {
  const [isOpen, { toggle }] = useDisclosure(false);
  if (described.length === 0) return null;
  const filled = described.filter(({ name }) => isFilled(name)).length;
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={isOpen} aria-controls="other-fields">
        <Text size="sm" fw={500}>
          <Chevron size={14} style={{ verticalAlign: '-2px' }} aria-hidden /> Other fields ({filled} of{' '}
          {described.length} filled)
        </Text>
      </UnstyledButton>
      <Collapse expanded={isOpen} id="other-fields">
        <div style={{ paddingTop: 'var(--mantine-spacing-sm)' }}>{children}</div>
      </Collapse>
    </div>
  );
}

function listed(chosen: File | readonly File[] | null): readonly File[] {
  if (chosen === null) return [];
  return chosen instanceof File ? [chosen] : chosen;
}

function lockedWords({ me, dispute, provider }: Subject): string {
  if (me.role === 'viewer') return 'You may look, not change';
  if (!provider.set_up) return `${provider.label} is not set up here`;
  return dispute.decision === null ? 'Closed' : 'As it was decided';
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
