import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';

interface Props {
  /** What could not be loaded, such as `The list of cases`. */
  readonly what: string;
  readonly error: Error;
  readonly retry: () => unknown;
}

/** Something could not be loaded: the reason in the API's own words, and a way to try again. */
export function LoadFailed({ what, error, retry }: Props) {
  return (
    <Alert color="red" icon={<IconPlugConnectedX size={18} />} title={`${what} could not be loaded`} m="md">
      <Group justify="space-between" align="center">
        <Text size="sm">{error.message}</Text>
        <Button size="xs" variant="default" onClick={() => void retry()}>
          Try again
        </Button>
      </Group>
    </Alert>
  );
}
