import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useState, useEffect } from 'react';
import { useShortcuts } from '../ui/shortcuts.ts';

const KEYS = [
  ['j / k', 'Next, previous case'],
  ['Enter or o', 'Open it'],
  ['/', 'Search'],
  ['e', 'First empty field of the answer'],
  ['Esc', 'Leave a field; empty the search'],
  ['p', 'Preview of the answer'],
  ['Ctrl/Cmd + Enter', 'Decide'],
  ['g i', 'Inbox'],
  ['g r', 'Refunds'],
  ['g s', 'Insights'],
  ['g h', 'Health'],
  ['?', 'This help'],
] as const;

const ASKED = new Event('keyboard-help');
const asked = new EventTarget();

/** Opens the help from elsewhere than the key. */
export function showKeyboardHelp(): void {
  asked.dispatchEvent(ASKED);
}

export function KeyboardHelp() {
  const [isOpen, setOpen] = useState(false);
  useShortcuts({ '?': () => setOpen(true) });
  useEffect(() => {
    const open = () => setOpen(true);
    asked.addEventListener(ASKED.type, open);
    return () => asked.removeEventListener(ASKED.type, open);
  }, []);
  return (
    <Modal
      opened={isOpen}
      onClose={() => setOpen(false)}
      title="Keyboard"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="xs">
        {KEYS.map(([keys, what]) => (
          <Group key={keys} justify="space-between">
            <Text size="sm">{what}</Text>
            <Kbd>{keys}</Kbd>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
