import { Alert, Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconExternalLink } from '@tabler/icons-react';
import { Link } from 'wouter';
import { StageBadge, StatusBadge } from '../../ui/badges.tsx';
import { DeadlineText } from '../../ui/deadline-text.tsx';
import { outlookWords, providerWord } from '../../words/cases.ts';
import { localSentence } from '../../words/local-sentence.ts';
import { packetAddress } from '../packet-address.ts';
import { reasonOf, type Subject } from '../subject.ts';

interface Props {
  readonly subject: Subject;
  /** Opens the dialog by which an admin settles what is in doubt. */
  readonly settle: () => void;
}

/** What it is about, how much time is left, and what happens if nobody acts. */
export function CaseHead({ subject, settle }: Props) {
  const { of, dispute, provider } = subject;
  const said = dispute.provider_reason;
  // The provider goes on asking for an answer until it has it.
  const isAnswered = dispute.decision !== null && dispute.status === 'needs_response';
  return (
    <Stack gap="sm" mb="lg">
      <Group gap="xs">
        <StageBadge stage={dispute.stage} />
        {isAnswered ? (
          <Badge variant="light" color="gray">
            Decided
          </Badge>
        ) : (
          <StatusBadge status={dispute.status} />
        )}
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {providerWord(of.provider)}
          {of.merchant_id !== null && ` · ${of.merchant_id}`}
          {of.payment_id !== null && ` · ${of.payment_id}`}
        </Text>
      </Group>
      <Text>
        {meaningOf(subject)}
        {said !== null && (
          <Text span inherit c="dimmed">
            {' '}
            {provider.label} calls it “{said}”.
          </Text>
        )}
      </Text>
      <Deadline subject={subject} />
      <Attention subject={subject} settle={settle} />
    </Stack>
  );
}

/** What the cardholder says, in plain words. */
function meaningOf(subject: Subject): string {
  const { kind, reason, provider_reason, settled_by_network } = subject.dispute;
  if (settled_by_network) return 'The card network has settled it already, for the cardholder.';
  if (kind === 'alert') return 'An early warning from the bank: there is no dispute yet.';
  if (reason === null && provider_reason === null) return 'No reason is given.';
  return reasonOf(subject)?.meaning ?? '';
}

/** What leads away from the page: the packet, and the workflow behind the case. */
export function CaseLinks({ subject: { of, dispute } }: { readonly subject: Subject }) {
  return (
    <Group gap="xs">
      <Button
        component="a"
        href={packetAddress({ of, dispute })}
        download
        variant="default"
        size="xs"
        leftSection={<IconDownload size={14} aria-hidden />}
      >
        Packet
      </Button>
      {of.temporal_url !== null && (
        <Button
          component="a"
          href={of.temporal_url}
          target="_blank"
          rel="noreferrer"
          variant="default"
          size="xs"
          leftSection={<IconExternalLink size={14} aria-hidden />}
        >
          Workflow
        </Button>
      )}
    </Group>
  );
}

function Deadline({ subject: { dispute, provider } }: { readonly subject: Subject }) {
  const isWaiting = dispute.answerable && dispute.decision === null;
  if (!isWaiting && dispute.outlook === null) return null;
  const estimate = dispute.respond_by === null ? dispute.respond_by_estimate : null;
  return (
    <Group gap="xl" align="flex-start">
      {isWaiting && (
        <div>
          <Text size="xs" c="dimmed">
            {estimate === null ? 'Answer before' : 'Networks usually want an answer'}
          </Text>
          <DeadlineText at={dispute.respond_by ?? estimate} estimated={estimate !== null} size="lg" />
        </div>
      )}
      {dispute.outlook !== null && (
        <div style={{ maxWidth: 420 }}>
          <Text size="xs" c="dimmed">
            If nobody acts
          </Text>
          <Text size="sm">{outlookWords(dispute.outlook)}.</Text>
          {provider.deadline === 'derived' && isWaiting && (
            <Text size="xs" c="dimmed">
              {provider.label} names no deadline: it follows from its own rule.
            </Text>
          )}
        </div>
      )}
    </Group>
  );
}

function Attention({ subject: { of, dispute, me }, settle }: Props) {
  const items = of.attention.filter(({ dispute_id }) => dispute_id === null || dispute_id === dispute.id);
  return items.map(({ kind, reason, since }) => (
    <Alert key={kind + since} color="orange" p="sm" icon={<IconAlertTriangle size={18} />} role="note">
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: 1, minWidth: 200 }}>
          {localSentence(reason)}
        </Text>
        {kind === 'submission_unsettled' && me.role === 'admin' && (
          <Button size="xs" variant="default" onClick={settle}>
            Settle it…
          </Button>
        )}
        {kind === 'submission_unsettled' && me.role !== 'admin' && (
          <Text size="xs" c="dimmed">
            An admin settles it.
          </Text>
        )}
        {kind === 'refund_failed' && (
          <Anchor
            component={Link}
            size="sm"
            href={`/refunds?payment_id=${encodeURIComponent(of.payment_id ?? '')}`}
          >
            Its refunds
          </Anchor>
        )}
      </Group>
    </Alert>
  ));
}
