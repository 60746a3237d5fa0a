import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly icon: ReactNode;
  readonly title: string;
  /** What it means, or what to do. */
  readonly children?: ReactNode;
}

/** Nothing is there, and why that is so. */
export function EmptyState({ icon, title, children }: Props) {
  return (
    <Stack align="center" gap="xs" py={64} px="md" ta="center">
      <ThemeIcon variant="light" color="gray" size={48} radius="xl" aria-hidden>
        {icon}
      </ThemeIcon>
      <Title order={2} size="h4" fw={600}>
        {title}
      </Title>
      {children !== undefined && (
        <Text component="div" c="dimmed" size="sm" maw={440}>
          {children}
        </Text>
      )}
    </Stack>
  );
}
