import { Alert, Button, CopyButton, Group, Stack, Text } from '@mantine/core';

interface Props {
  readonly label: string;
  readonly text: string;
  readonly discard: () => void;
}

/** A text that was still being typed when the answer was decided: it goes nowhere, and is not thrown away unasked. */
export function LeftOver({ label, text, discard }: Props) {
  return (
    <Alert color="orange" title={`Your “${label}” came too late: it is not in the answer`} p="sm">
      <Stack gap="xs">
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {text}
        </Text>
        <Group gap="xs">
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy it'}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" variant="default" onClick={discard}>
            Discard
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
