import { Anchor, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, segment } from '../../client.ts';
import { queries } from '../../queries.ts';
import { LoadFailed } from '../../ui/load-failed.tsx';
import { localClock, localTime } from '../../words/local-time.ts';
import { isMilestone } from '../../words/timeline.ts';
import { labelOf, type Subject } from '../subject.ts';
import { disputeNumbers } from '../dispute-numbers.ts';
import { type Line, timelineDays } from './time-line.ts';

/** How many lines are shown before somebody asks for more. */
const SHOWN = 15;

/** Everything that happened, newest first: who did it, by which way, when. */
export function TimeLinePanel({ subject: { of, provider } }: { readonly subject: Subject }) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    queries.timeline(of.id),
  );
  const [shown, setShown] = useState(SHOWN);
  // Pages come oldest first, and the newest is what one looks for: all are fetched, which is one for all but the longest cases.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && error === null) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, error, fetchNextPage]);
  if (data === undefined) {
    return error === null ? (
      <Skeleton h={160} aria-label="The time line is loading" />
    ) : (
      <LoadFailed what="The time line" error={error} retry={refetch} />
    );
  }
  const entries = data.pages.flatMap((page) => page.data);
  const days = timelineDays(entries, (name) => labelOf(provider, name));
  const total = days.reduce((sum, { lines }) => sum + lines.length, 0);
  const numberOf = disputeNumbers(of.disputes.length > 1 ? of.disputes : []);
  let left = shown;
  return (
    <Stack gap="md">
      {days.map(({ day, lines }) => {
        const visible = lines.slice(0, left);
        left -= visible.length;
        return visible.length === 0 ? null : (
          <DayLines key={day} day={day} lines={visible} numberOf={numberOf} />
        );
      })}
      <Group justify="space-between">
        {total > shown ? (
          <Button size="xs" variant="default" onClick={() => setShown(shown + 4 * SHOWN)}>
            Show {Math.min(total - shown, 4 * SHOWN)} more
          </Button>
        ) : (
          <span />
        )}
        <Anchor
          size="sm"
          c="dimmed"
          href={api.address(`/disputes/${segment(of.id)}/timeline.jsonl`)}
          download
        >
          Export (JSON Lines)
        </Anchor>
      </Group>
    </Stack>
  );
}

interface DayLinesProps {
  readonly day: string;
  readonly lines: readonly Line[];
  /** Of a dispute among several. */
  readonly numberOf: (disputeId: string | null) => number | null;
}

function DayLines({ day, lines, numberOf }: DayLinesProps) {
  return (
    <section>
      <Title order={3} size="xs" c="dimmed" fw={600} mb={4}>
        {day}
      </Title>
      <Stack gap={8} component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {lines.map(({ seq, kind, at, sentence, who, note, disputeId }) => (
          <li key={seq}>
            <Text size="sm" fw={isMilestone(kind) ? 600 : 400} style={{ overflowWrap: 'anywhere' }}>
              {sentence}
            </Text>
            {note !== null && (
              <Text size="sm" fs="italic" style={{ overflowWrap: 'anywhere' }}>
                “{note}”
              </Text>
            )}
            <Text size="xs" c="dimmed">
              <time dateTime={at} title={localTime(at)}>
                {localClock(at)}
              </time>{' '}
              · {who}
              {numberOf(disputeId) !== null && ` · dispute ${numberOf(disputeId)}`}
            </Text>
          </li>
        ))}
      </Stack>
    </section>
  );
}
