import { Button, CloseButton, Group, NativeSelect, Progress, Text } from '@mantine/core';
import type { FileSlotDescriptionView } from '../../../api/schemas/providers.ts';
import { fileSize } from './file-size.ts';
import { NO_ROOM, slotsFor, type Upload } from './uploads.ts';

interface Props {
  readonly upload: Upload;
  /** Slots that still have room. */
  readonly open: readonly FileSlotDescriptionView[];
  readonly slots: readonly FileSlotDescriptionView[];
  readonly choose: (slot: string) => void;
  readonly send: () => void;
  readonly drop: () => void;
}

/** A file on its way in: what it is, how far it has come, or why it was refused. */
export function UploadRow({ upload, open, slots, choose, send, drop }: Props) {
  const { file, slot, step } = upload;
  const possible = slotsFor(upload, slots, open);
  const chosen = possible.find(({ name }) => name === slot)?.name ?? null;
  const isUnderWay = step.is === 'sending' || step.is === 'done';
  return (
    <div>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0, flex: 1 }}>
          <Text size="sm" truncate>
            {file.name}
          </Text>
          <Text size="xs" c="dimmed">
            {fileSize(file.size)}
            {slot !== null &&
              step.is !== 'asking' &&
              ` · ${slots.find(({ name }) => name === slot)?.label ?? slot}`}
          </Text>
        </div>
        {!isUnderWay && <CloseButton aria-label={`Do not add ${file.name}`} onClick={drop} />}
      </Group>
      <Step step={step} />
      {step.is === 'asking' && possible.length === 0 && (
        <Text size="xs" c="var(--tone-bad)" role="alert">
          {NO_ROOM}
        </Text>
      )}
      {(step.is === 'asking' || step.is === 'failed') && possible.length > 0 && (
        <Group gap="xs" mt={4} align="flex-end" wrap="nowrap">
          <NativeSelect
            size="xs"
            style={{ flex: 1 }}
            aria-label={`What ${file.name} is`}
            value={chosen ?? ''}
            data={[
              ...(chosen === null ? [{ value: '', label: 'Choose what it is' }] : []),
              ...possible.map(({ name, label }) => ({ value: name, label })),
            ]}
            onChange={({ currentTarget }) => choose(currentTarget.value)}
          />
          <Button size="xs" disabled={chosen === null} onClick={send}>
            {step.is === 'failed' && chosen !== null ? 'Try again' : 'Add'}
          </Button>
        </Group>
      )}
    </div>
  );
}

function Step({ step }: { readonly step: Upload['step'] }) {
  switch (step.is) {
    case 'asking':
      return null;
    case 'queued':
      return (
        <Text size="xs" c="dimmed">
          Waits for its turn
        </Text>
      );
    case 'sending':
      return (
        <Progress
          mt={4}
          size="sm"
          aria-label="How much has been sent"
          value={step.share === null ? 100 : step.share * 100}
          animated={step.share === null || step.share === 1}
        />
      );
    case 'done':
      return (
        <Text size="xs" c="dimmed">
          Added
        </Text>
      );
    case 'failed':
      return (
        <Text size="xs" c="var(--tone-bad)" role="alert">
          Not added: {step.why}
        </Text>
      );
  }
}
