import { Anchor, Group, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { HealthView } from '../../api/schemas/health.ts';
import { segment } from '../client.ts';
import { Section } from '../ui/section.tsx';
import { TimeText } from '../ui/time-text.tsx';

type Failing = HealthView['failing'][number];

/** Work that does not succeed and is tried on, by the case or refund it belongs to. */
export function FailingSection({
  failing,
  failing_known: isKnown,
}: Pick<HealthView, 'failing' | 'failing_known'>) {
  return (
    <Section title="Failing now">
      {failing.length === 0 ? (
        <Text size="sm" c="dimmed">
          {isKnown
            ? 'Nothing: whatever was begun has succeeded, or is under way.'
            : 'Whether anything fails cannot be told right now.'}
        </Text>
      ) : (
        <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {failing.map((item) => (
            <FailingItem key={`${item.workflow_id} ${item.what}`} failing={item} />
          ))}
        </Stack>
      )}
    </Section>
  );
}

function FailingItem({
  failing: { case_id: caseId, refund_id: refundId, workflow_id: workflow, what, since, temporal_url: url },
}: {
  readonly failing: Failing;
}) {
  return (
    <li>
      <Text size="sm">{what}</Text>
      <Group gap="md">
        {refundId !== null ? (
          <PageLink page="refunds" id={refundId} />
        ) : caseId !== null ? (
          <PageLink page="cases" id={caseId} />
        ) : (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {workflow}
          </Text>
        )}
        {url !== null && (
          <Anchor
            href={url}
            target="_blank"
            rel="noreferrer"
            size="sm"
            aria-label={`${workflow} in the Temporal UI`}
          >
            Temporal UI <IconExternalLink size={14} style={{ verticalAlign: '-2px' }} aria-hidden />
          </Anchor>
        )}
        {since !== null && (
          <Text size="sm" c="dimmed">
            since <TimeText at={since} />
          </Text>
        )}
      </Group>
    </li>
  );
}

function PageLink({ page, id }: { readonly page: 'cases' | 'refunds'; readonly id: string }) {
  return (
    <Anchor component={Link} href={`/${page}/${segment(id)}`} size="sm" style={{ overflowWrap: 'anywhere' }}>
      {id}
    </Anchor>
  );
}
