import {
  ActionIcon,
  Button,
  Divider,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { IconBook, IconKeyboard, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
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

/** Who one is here, and what one may set for oneself. */
export function UserMenu({ me, compact = false }: Props) {
  const [isOpen, setOpen] = useState(false);
  const name = me.name ?? me.id;
  const toggle = () => setOpen(!isOpen);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      width={280}
      position="top-start"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        {compact ? (
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`You: ${name}`} onClick={toggle}>
            <IconUserCircle size={22} />
          </ActionIcon>
        ) : (
          <UnstyledButton
            px={10}
            py={6}
            style={{ display: 'flex', gap: 10, alignItems: 'center' }}
            onClick={toggle}
          >
            <IconUserCircle size={20} aria-hidden />
            <Text span size="sm" truncate maw={140}>
              {name}
            </Text>
          </UnstyledButton>
        )}
      </Popover.Target>
      <Popover.Dropdown aria-label="You" p="sm">
        <Stack gap="sm">
          <WhoAmI me={me} name={name} />
          <ColourScheme />
          <Divider />
          <Entries me={me} close={() => setOpen(false)} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function WhoAmI({ me, name }: { readonly me: MeView; readonly name: string }) {
  return (
    <Stack gap={2}>
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

function Entries({ me, close }: { readonly me: MeView; readonly close: () => void }) {
  const help = () => {
    close();
    showKeyboardHelp();
  };
  return (
    <Stack gap={2}>
      <Button {...ENTRY} leftSection={<IconKeyboard size={16} aria-hidden />} onClick={help} visibleFrom="sm">
        Keyboard
      </Button>
      <Button {...ENTRY} component="a" href="/docs" leftSection={<IconBook size={16} aria-hidden />}>
        API
      </Button>
      {me.via === 'page' && <LogOut icon={<IconLogout size={16} aria-hidden />} />}
    </Stack>
  );
}

const ENTRY = {
  variant: 'subtle',
  color: 'gray',
  size: 'sm',
  justify: 'start',
  fw: 400,
  c: 'bright',
} as const;

function LogOut({ icon }: { readonly icon: ReactNode }) {
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
    <Button {...ENTRY} leftSection={icon} loading={leave.isPending} onClick={() => leave.mutate()}>
      Log out
    </Button>
  );
}
