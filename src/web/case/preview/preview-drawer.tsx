import { Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useEffect } from 'react';
import { LoadFailed } from '../../ui/load-failed.tsx';
import { fileSize } from '../files/file-size.ts';
import type { Subject } from '../subject.ts';
import { PreviewProblems } from './preview-problems.tsx';
import { usePreview } from './use-preview.ts';

interface Props {
  readonly subject: Subject;
  readonly opened: boolean;
  readonly close: () => void;
}

/** Exactly what the provider gets. */
export function PreviewDrawer({ subject, opened, close }: Props) {
  const { queue, provider } = subject;
  const { preview, error, retry } = usePreview(subject, opened);
  useEffect(() => {
    if (opened) void queue.flush();
  }, [opened, queue]);
  return (
    <Drawer
      opened={opened}
      onClose={close}
      position="right"
      size="lg"
      // Above the dialog it can be opened from.
      zIndex={300}
      title={provider.submit ? `What ${provider.label} gets` : 'What the packet holds'}
      closeButtonProps={{ 'aria-label': 'Close the preview' }}
    >
      {error !== null && preview === undefined && (
        <LoadFailed what="The preview" error={error} retry={retry} />
      )}
      {error === null && preview === undefined && <Skeleton h={240} aria-label="The preview is being made" />}
      {preview !== undefined && (
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            Revision {preview.revision}
            {preview.frozen ? ', as it was decided.' : ', as it is saved now.'} Fields that are empty are not
            sent.
          </Text>
          {!preview.frozen && <PreviewProblems problems={preview.problems} />}
          {preview.fields.map(({ name, label, text }) => (
            <section key={name}>
              <Title order={3} size="h6">
                {label}
              </Title>
              <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {text}
              </Text>
            </section>
          ))}
          {preview.fields.length + preview.files.length === 0 && (
            <Text size="sm">Nothing: the answer is empty.</Text>
          )}
          {preview.files.length > 0 && (
            <section>
              <Title order={3} size="h6">
                Files
              </Title>
              {preview.files.map(({ id, name, label, size }) => (
                <Group key={id} justify="space-between" gap="xs">
                  <Text size="sm">{name}</Text>
                  <Text size="xs" c="dimmed">
                    {label}
                    {size !== null && ` · ${fileSize(size)}`}
                  </Text>
                </Group>
              ))}
            </section>
          )}
        </Stack>
      )}
    </Drawer>
  );
}
