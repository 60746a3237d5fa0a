import { Button, List, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { packetAddress } from '../packet-address.ts';
import type { Subject } from '../subject.ts';
import { Readiness } from './readiness.tsx';

interface Props {
  readonly subject: Subject;
  readonly openPreview: () => void;
}

/** How an answer gets to a provider that takes none from here. */
export function SubmitElsewhere({ subject, openPreview }: Props) {
  const { label } = subject.provider;
  return (
    <Stack gap="sm">
      <Readiness subject={subject} openPreview={openPreview} />
      <List type="ordered" size="sm" spacing={4}>
        <List.Item>Complete the evidence here.</List.Item>
        <List.Item>Submit the packet where you work with {label}: it takes no answer from here.</List.Item>
        <List.Item>Record that below, so that reminders stop.</List.Item>
      </List>
      <Button
        component="a"
        href={packetAddress(subject)}
        download
        variant="light"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        Download the packet
      </Button>
    </Stack>
  );
}
