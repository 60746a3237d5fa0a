import { Text } from '@mantine/core';
import { type LiveState, useLiveState } from '../live.ts';

const WORDS: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
};

const COLOURS: Readonly<Record<LiveState, string>> = {
  connecting: 'var(--mantine-color-dimmed)',
  live: 'var(--tone-good)',
  reconnecting: 'var(--tone-warn)',
};

/** Whether what is shown follows what happens, said quietly. */
export function LiveMark() {
  const state = useLiveState();
  return (
    <Text span size="xs" c="dimmed" role="status">
      <span aria-hidden="true" style={{ color: COLOURS[state], marginInlineEnd: 6 }}>
        ●
      </span>
      {WORDS[state]}
    </Text>
  );
}
