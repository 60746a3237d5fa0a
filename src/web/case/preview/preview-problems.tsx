import { Alert, Stack } from '@mantine/core';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { PreviewProblemView } from '../../../api/schemas/preview.ts';
import { localSentence } from '../../words/local-sentence.ts';

/** What is wrong with an answer, what stands in the way of sending it first. */
export function PreviewProblems({ problems }: { readonly problems: readonly PreviewProblemView[] }) {
  if (problems.length === 0) return null;
  const worstFirst = problems.toSorted(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'),
  );
  return (
    <Stack gap={6}>
      {worstFirst.map(({ severity, message }) => (
        <Alert
          key={message}
          p="xs"
          color={severity === 'error' ? 'red' : 'orange'}
          icon={severity === 'error' ? <IconCircleX size={16} /> : <IconAlertTriangle size={16} />}
        >
          {localSentence(message)}
        </Alert>
      ))}
    </Stack>
  );
}
