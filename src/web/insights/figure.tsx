import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly value: ReactNode;
  readonly label: string;
}

/** One figure to be seen from afar, and what it is. */
export function Figure({ value, label }: Props) {
  return (
    <Stack gap={0}>
      <Text fz={26} fw={650} lh={1.2} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Text>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
    </Stack>
  );
}
