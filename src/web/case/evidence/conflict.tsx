import { Alert, Button, Group, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';

interface Props {
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
  /** Who saved the other text, where that is known. */
  readonly who: string | null;
  readonly resolve: (text: string) => void;
}

/** A field that two people changed: both texts, and the three ways on. Neither replaces the other unasked. */
export function Conflict({ label, mine, theirs, who, resolve }: Props) {
  const [merged, setMerged] = useState<string | null>(null);
  const other = who ?? 'Somebody else';
  return (
    <Alert color="orange" title={`${other} changed “${label}” too`} p="sm">
      <Stack gap="sm">
        {merged === null ? (
          <>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
              <Version title="Yours, not saved" text={mine} />
              <Version title={`${other}: saved`} text={theirs} />
            </SimpleGrid>
            <Group gap="xs">
              <Button size="xs" onClick={() => resolve(mine)}>
                Keep mine
              </Button>
              <Button size="xs" variant="default" onClick={() => resolve(theirs)}>
                Take theirs
              </Button>
              <Button
                size="xs"
                variant="default"
                onClick={() => setMerged([mine, theirs].filter(Boolean).join('\n\n'))}
              >
                Merge by hand
              </Button>
            </Group>
          </>
        ) : (
          <>
            <Textarea
              label={`${label}: made of both`}
              autosize
              minRows={3}
              maxRows={16}
              value={merged}
              data-autofocus
              onChange={({ currentTarget }) => setMerged(currentTarget.value)}
            />
            <Group gap="xs">
              <Button size="xs" onClick={() => resolve(merged)}>
                Save this
              </Button>
              <Button size="xs" variant="default" onClick={() => setMerged(null)}>
                Back
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Alert>
  );
}

function Version({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <Stack gap={4}>
      <Text size="xs" fw={600}>
        {title}
      </Text>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text === '' ? <em>empty</em> : text}
      </Text>
    </Stack>
  );
}
