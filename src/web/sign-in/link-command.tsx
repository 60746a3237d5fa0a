import { Code, Text } from '@mantine/core';

/** How a new link is had. One made without a name and a role would let in the admin. */
export function LinkCommand() {
  return (
    <>
      <Code block>npm run -s recourse -- link --name you --role responder</Code>
      <Text size="xs" c="dimmed">
        With the same PORT and RECOURSE_DATA_DIR as Recourse itself.
      </Text>
    </>
  );
}
