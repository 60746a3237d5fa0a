import { Alert, Button, Divider, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconLogin2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import type { SignInWaysView } from '../../api/schemas/session.ts';
import { queryString } from '../client.ts';
import { queries } from '../queries.ts';
import { LoadFailed } from '../ui/load-failed.tsx';
import { SignInFrame } from './frame.tsx';
import { LinkCommand } from './link-command.tsx';
import { problemWords } from './problem-words.ts';
import { returnTo } from './return-to.ts';

export function SignInPage() {
  const [params] = useSearchParams();
  const ways = useQuery(queries.signIn());
  const problem = params.get('problem');
  return (
    <SignInFrame title="Sign in">
      {problem !== null && (
        <Alert color="red" icon={<IconAlertCircle size={18} />} title="That did not work">
          {problemWords(problem)}
        </Alert>
      )}
      {ways.isPending && <Skeleton height={36} />}
      {ways.isError && <LoadFailed what="The ways to sign in" error={ways.error} retry={ways.refetch} />}
      {ways.data && <Ways methods={ways.data.methods} target={returnTo(params)} />}
    </SignInFrame>
  );
}

interface WaysProps {
  readonly methods: SignInWaysView['methods'];
  readonly target: string;
}

function Ways({ methods: { oidc, link }, target }: WaysProps) {
  return (
    <Stack gap="md">
      {oidc !== null && (
        <Button
          component="a"
          href={oidc.path + queryString({ return_to: target })}
          leftSection={<IconLogin2 size={18} aria-hidden />}
        >
          Sign in with {oidc.label}
        </Button>
      )}
      {oidc !== null && link && <Divider label="or" />}
      {link && <LinkExplained />}
      {oidc === null && !link && (
        <Text size="sm">
          No way to sign in is set up. Whoever runs Recourse sets one up: see “People” in its README.
        </Text>
      )}
    </Stack>
  );
}

function LinkExplained() {
  return (
    <Stack gap="xs">
      <Text size="sm">
        Recourse printed a link when it started. It lets one browser in, once. For another one, run this on
        the machine it runs on, and open what it prints:
      </Text>
      <LinkCommand />
    </Stack>
  );
}
