import { Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCloudUpload } from '@tabler/icons-react';
import type { FieldState } from './save-queue.ts';

/** Texts come near a limit from here on. */
const NEAR = 0.9;

interface Props {
  readonly state: FieldState;
  readonly length: number;
  readonly limit: number;
}

/** How a field stands: saved, on its way, or why not; and how much more it takes, once that matters. */
export function SaveNote({ state, length, limit }: Props) {
  const note = saveWords(state);
  const isNear = length > limit * NEAR;
  if (note === null && !isNear) return null;
  return (
    <Group justify="space-between" gap="xs" mt={2} wrap="nowrap" component="span" display="flex">
      <Text span size="xs" c={note?.isBad === true ? 'var(--tone-bad)' : 'dimmed'}>
        {note !== null && <NoteIcon state={state} />} {note?.text}
      </Text>
      {isNear && (
        <Text
          span
          size="xs"
          c={length > limit ? 'var(--tone-bad)' : 'dimmed'}
          style={{ whiteSpace: 'nowrap' }}
        >
          {length.toLocaleString('en')} of {limit.toLocaleString('en')}
        </Text>
      )}
    </Group>
  );
}

function NoteIcon({ state }: { readonly state: FieldState }) {
  const look = { size: 13, style: { verticalAlign: '-2px' }, 'aria-hidden': true } as const;
  if (state.is === 'saved') return <IconCheck {...look} />;
  return state.is === 'sending' || state.is === 'waiting' ? (
    <IconCloudUpload {...look} />
  ) : (
    <IconAlertTriangle {...look} />
  );
}

/** How a field stands, in words; null where there is nothing to say. */
export function saveWords(state: FieldState): { readonly text: string; readonly isBad: boolean } | null {
  switch (state.is) {
    case 'untouched':
      return null;
    case 'saved':
      return { text: 'Saved', isBad: false };
    case 'waiting':
      return { text: 'Not saved yet', isBad: false };
    case 'sending':
      return { text: 'Saving…', isBad: false };
    case 'conflict':
      return { text: 'Not saved: somebody else changed this too', isBad: true };
    case 'too_long':
      return { text: 'Not saved: the text is too long. It is kept in this browser.', isBad: true };
    case 'frozen':
      return { text: 'Not saved: the answer is decided and takes no more changes.', isBad: true };
    case 'refused':
      return { text: `Not saved: ${state.message}`, isBad: true };
    case 'failing':
      return { text: `Not saved: ${state.message} It is kept in this browser and tried again.`, isBad: true };
  }
}
