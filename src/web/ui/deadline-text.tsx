import { Stack, Text } from '@mantine/core';
import { localTime } from '../words/local-time.ts';
import { type Urgency, timeLeft, urgency } from '../words/time-left.ts';
import { useNow } from './now.ts';

const COLOURS: Readonly<Record<Urgency, string>> = {
  overdue: 'var(--tone-bad)',
  today: 'var(--tone-bad)',
  soon: 'var(--tone-warn)',
  later: 'var(--mantine-color-text)',
};

interface Props {
  /** The provider's deadline, or what networks usually give where `estimated`; RFC 3339. */
  readonly at: string | null;
  readonly estimated?: boolean;
  /** It hurries nobody any more: shown without colour or countdown. */
  readonly past?: boolean;
  readonly size?: 'sm' | 'md' | 'lg';
}

/** How long until a deadline, and below it the moment itself in the viewer's zone. */
export function DeadlineText({ at, estimated = false, past = false, size = 'sm' }: Props) {
  const now = useNow();
  if (at === null)
    return (
      <Text span size={size} c="dimmed">
        No deadline named
      </Text>
    );
  if (past)
    return (
      <Text span size={size} c="dimmed">
        <time dateTime={at}>{localTime(at)}</time>
      </Text>
    );
  const level = urgency(at, now);
  return (
    <Stack gap={0} component="span" display="inline-flex">
      <Text span size={size} fw={level === 'later' ? 500 : 600} c={COLOURS[level]}>
        {estimated && 'About '}
        {timeLeft(at, now)}
        {estimated && ', by estimate'}
      </Text>
      <Text span size="xs" c="dimmed">
        <time dateTime={at}>{localTime(at)}</time>
      </Text>
    </Stack>
  );
}
