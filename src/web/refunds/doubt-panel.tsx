import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { providerWord } from '../words/cases.ts';
import { moneyText } from '../words/money.ts';
import type { DraftSubject, RefundDraft } from './draft.ts';
import { bodyOf } from './refund-body.ts';
import { readFailure } from './refusal.ts';
import type { useSending } from './use-sending.ts';

interface Props {
  readonly subject: DraftSubject;
  readonly draft: RefundDraft;
  readonly sending: ReturnType<typeof useSending>;
}

/** It was sent and no answer was seen, perhaps before the page was loaded anew. Nothing of it can be changed: the same is sent again, or nothing. */
export function DoubtPanel({ subject, draft, sending }: Props) {
  const asked = bodyOf(subject, draft, null);
  const failure = sending.error === null ? null : readFailure(sending.error);
  const amount =
    'body' in asked && asked.body.amount !== undefined ? moneyText(asked.body.amount) : 'all that remains';
  return (
    <Alert color="orange" title="It is not known yet whether this refund was taken" maw={640}>
      <Stack gap="sm">
        <Text size="sm">
          A refund of {amount} of payment {subject.paymentId} at {providerWord(subject.provider)} was sent,
          and no answer was seen. {failure?.message}
        </Text>
        <Text size="sm">
          Repeat it safely: it goes under the same key, so that however often it is sent, the money moves at
          most once.
        </Text>
        <Group>
          <Button
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={() => 'body' in asked && sending.mutate({ draft, body: asked.body })}
          >
            Repeat safely
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
