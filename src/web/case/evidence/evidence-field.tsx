import { Text, Textarea, TextInput } from '@mantine/core';
import type { EvidenceFieldDescriptionView } from '../../../api/schemas/providers.ts';
import { Conflict } from './conflict.tsx';
import { savedText, textOf } from './draft.ts';
import { fieldState, type SaveQueue } from './save-queue.ts';
import { SaveNote } from './save-note.tsx';
import { useSaveState } from './use-save-queue.ts';

interface Props {
  readonly field: EvidenceFieldDescriptionView;
  readonly queue: SaveQueue;
  /** Who made a text what it is at a revision, where that is known. */
  readonly whoChanged: (name: string, revision: number) => string | null;
}

/** One text of the evidence: saved as it is typed. */
export function EvidenceField({ field, queue, whoChanged }: Props) {
  const state = useSaveState(queue);
  const { name, label, max_chars } = field;
  const text = textOf(state.draft, name);
  const is = fieldState(state, name, max_chars);
  const { saved, taken } = state.draft;
  const takenAt = taken[name];
  if (is.is === 'conflict') {
    return (
      <Conflict
        label={label}
        mine={text}
        theirs={savedText(saved, name)}
        who={whoChanged(name, saved.revision)}
        resolve={(chosen) => queue.resolve(name, chosen)}
      />
    );
  }
  const isForgotten = saved.fields[name] === null && text === '';
  const box = {
    label,
    id: `evidence-${name}`,
    value: text,
    error: is.is === 'too_long' || is.is === 'refused',
    placeholder: isForgotten ? 'Filled in; its words are not kept here any more' : '',
    'data-empty': (text.trim() === '' && !isForgotten) || undefined,
    onBlur: () => void queue.flush(),
  };
  const onType = (typed: string) => queue.type(name, typed);
  return (
    <div>
      {field.lines === 'one' ? (
        <TextInput {...box} onChange={({ currentTarget }) => onType(currentTarget.value)} />
      ) : (
        <Textarea
          {...box}
          autosize
          minRows={2}
          maxRows={14}
          onChange={({ currentTarget }) => onType(currentTarget.value)}
        />
      )}
      <SaveNote state={is} length={text.length} limit={max_chars} />
      {takenAt !== undefined && (
        <Text size="xs" c="dimmed">
          Changed by {whoChanged(name, takenAt) ?? 'somebody else'} while you were here
        </Text>
      )}
    </div>
  );
}
