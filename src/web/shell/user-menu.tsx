import {
  ActionIcon,
  Menu,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { IconBook, IconKeyboard, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { MeView } from '../../api/schemas/session.ts';
import { api } from '../client.ts';
import { roleWords } from '../words/people.ts';
import { showKeyboardHelp } from './keyboard-help.tsx';

interface Props {
  readonly me: MeView;
  /** Without the name, where there is no room for it. */
  readonly compact?: boolean;
}

export function UserMenu({ me, compact = false }: Props) {
  const name = me.name ?? me.id;
  return (
    <Menu width={280} position="top-start" shadow="md">
      <Menu.Target>
        {compact ? (
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`You: ${name}`}>
            <IconUserCircle size={22} />
          </ActionIcon>
        ) : (
          <UnstyledButton px={10} py={6} style={{ display: 'flex', gap: 10, alignItems: 'center' }}>
            <IconUserCircle size={20} aria-hidden />
            <Text span size="sm" truncate maw={140}>
              {name}
            </Text>
          </UnstyledButton>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        <Stack gap={2} px="sm" py="xs">
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {roleWords(me.role)}
          </Text>
          {me.merchant_ids !== null && (
            <Text size="xs" c="dimmed">
              Merchants: {me.merchant_ids.join(', ')}
            </Text>
          )}
        </Stack>
        <Menu.Divider />
        <ColourScheme />
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={showKeyboardHelp} visibleFrom="sm">
          Keyboard
        </Menu.Item>
        <Menu.Item component="a" href="/docs" leftSection={<IconBook size={16} />}>
          API
        </Menu.Item>
        {me.via === 'page' && <LogOut />}
      </Menu.Dropdown>
    </Menu>
  );
}

const SCHEMES = [
  { value: 'auto', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

function ColourScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label="Colours"
      value={colorScheme}
      data={[...SCHEMES]}
      onChange={setColorScheme}
    />
  );
}

function LogOut() {
  const [, navigate] = useLocation();
  const cache = useQueryClient();
  const leave = useMutation({
    mutationFn: () => api.delete('/session'),
    onSettled: () => {
      cache.clear();
      navigate('/sign-in', { replace: true });
    },
  });
  return (
    <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate()}>
      Log out
    </Menu.Item>
  );
}
