import { Box, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Mark } from '../shell/mark.tsx';

/** The one card that stands on the pages before one is in. */
export function SignInFrame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Recourse`;
  }, [title]);
  return (
    <Center component="main" mih="100vh" p="md" bg="var(--surface-quiet)">
      <Box w="100%" maw={400}>
        <Group gap="xs" justify="center" mb="lg">
          <Mark size={28} />
          <Text fw={650} size="lg">
            Recourse
          </Text>
        </Group>
        <Paper withBorder p="xl" bg="var(--surface)">
          <Stack gap="md">
            <Title order={1} size="h3">
              {title}
            </Title>
            {children}
          </Stack>
        </Paper>
      </Box>
    </Center>
  );
}
