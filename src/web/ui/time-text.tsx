import { Text, type TextProps } from '@mantine/core';
import { localTime } from '../words/local-time.ts';
import { timeAgo } from '../words/time-left.ts';
import { useNow } from './now.ts';

interface Props extends TextProps {
  /** RFC 3339; a dash where there is none. */
  readonly at: string | null;
  /** As `3 hours ago`, with the moment itself in a tooltip. */
  readonly ago?: boolean;
}

/** A moment in the viewer's zone, which is named. */
export function TimeText({ at, ago = false, ...rest }: Props) {
  const now = useNow();
  if (at === null)
    return (
      <Text span inherit={rest.size === undefined} {...rest}>
        –
      </Text>
    );
  const absolute = localTime(at);
  return (
    <Text span inherit={rest.size === undefined} {...rest}>
      <time dateTime={at} title={ago ? absolute : timeAgoOrAhead(at, now)}>
        {ago ? timeAgo(at, now) : absolute}
      </time>
    </Text>
  );
}

function timeAgoOrAhead(at: string, now: number): string | undefined {
  return Date.parse(at) > now ? undefined : timeAgo(at, now);
}
