import { Text } from '@mantine/core';
import type { CaseView } from '../../api/schemas/case.ts';
import { DeadlineText } from '../ui/deadline-text.tsx';
import { TimeText } from '../ui/time-text.tsx';
import { lastOf, tabWord } from '../words/cases.ts';

/** The moment that matters about a case: its deadline while there is one to keep, else when it was answered or ruled on. */
export function CaseWhen({ one }: { readonly one: CaseView }) {
  const { answerable, outlook, disputes } = one;
  if (answerable)
    return (
      <DeadlineText at={one.respond_by ?? one.respond_by_estimate} estimated={one.respond_by === null} />
    );
  if (outlook?.act === 'ends') return <DeadlineText at={outlook.at} />;
  const ruledAt = lastOf(disputes, 'ruled_at');
  if (ruledAt !== null)
    return <Since what={tabWord(one.tab === 'inbox' ? one.status : one.tab)} at={ruledAt} />;
  const submittedAt = lastOf(disputes, 'submitted_at');
  if (submittedAt !== null) return <Since what="Answered" at={submittedAt} />;
  return <Since what={one.open ? 'Changed' : 'Closed'} at={one.updated_at} />;
}

function Since({ what, at }: { readonly what: string; readonly at: string }) {
  return (
    <>
      <Text span display="block" size="sm" fw={500}>
        {what} <TimeText at={at} ago />
      </Text>
      <TimeText at={at} size="xs" c="dimmed" />
    </>
  );
}
