import { Alert, Anchor, List, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { PreviewView } from '../../../api/schemas/preview.ts';
import { counted } from '../../words/time-left.ts';
import { PreviewProblems } from '../preview/preview-problems.tsx';

interface Props {
  readonly preview: PreviewView | undefined;
  /** Files somebody chose that are not in the draft. */
  readonly filesLeft: number;
  readonly open: () => void;
}

/** What is about to be sent, and what is weak or wrong about it. */
export function AnswerCheck({ preview, filesLeft, open }: Props) {
  if (preview === undefined) return <Skeleton h={60} aria-label="The answer is being checked" />;
  const { fields, files, problems } = preview;
  return (
    <Stack gap="sm">
      <Text size="sm">
        It has {counted(fields.length, 'text')} and {counted(files.length, 'file')}.{' '}
        <Anchor component="button" type="button" size="sm" onClick={open}>
          See exactly what is sent
        </Anchor>
      </Text>
      {fields.length + files.length === 0 && (
        <Alert color="orange" p="xs" icon={<IconAlertTriangle size={16} />}>
          The answer is empty.
        </Alert>
      )}
      {filesLeft > 0 && (
        <Alert color="orange" p="xs" icon={<IconAlertTriangle size={16} />}>
          {filesLeft === 1 ? 'One file you chose was' : `${filesLeft} files you chose were`} not added, and
          will not be sent.
        </Alert>
      )}
      <PreviewProblems problems={problems} />
      {problems.length === 0 && (
        <List size="sm" c="dimmed" listStyleType="none">
          <List.Item>Nothing that this complaint usually needs is missing.</List.Item>
        </List>
      )}
    </Stack>
  );
}
