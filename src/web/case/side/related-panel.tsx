import { Anchor, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RelatedCaseView } from '../../../api/schemas/related.ts';
import { segment } from '../../client.ts';
import { queries } from '../../queries.ts';
import { LoadFailed } from '../../ui/load-failed.tsx';
import { MoneyText } from '../../ui/money-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { reasonWord, stageWord, statusWord } from '../../words/cases.ts';
import type { Subject } from '../subject.ts';

/** Other disputes and refunds of the payment and its customer. */
export function RelatedPanel({ subject: { of } }: { readonly subject: Subject }) {
  const { data, error, refetch } = useQuery(queries.related(of.id));
  if (data === undefined) {
    return error === null ? (
      <Skeleton h={120} aria-label="What else there is, is loading" />
    ) : (
      <LoadFailed what="What else there is" error={error} retry={refetch} />
    );
  }
  const { cases, refunds } = data;
  const ofPayment = cases.filter(({ relation }) => relation === 'payment');
  const ofCustomer = cases.filter(({ relation }) => relation === 'customer');
  return (
    <Stack gap="md">
      <Cases title="Of the same payment" cases={ofPayment} />
      <Cases
        title="Of the same customer"
        cases={ofCustomer}
        none="This customer has no other disputes here."
      />
      <Section title="Refunds" none="Nothing was refunded." isEmpty={refunds.length === 0}>
        {refunds.map(({ id, amount, asked, status, created_at, payment_id }) => (
          <Row
            key={id}
            href={`/refunds/${segment(id)}`}
            title={<MoneyText money={amount ?? asked} />}
            about={`${statusWord(status)}${payment_id === of.payment_id ? '' : ` · ${payment_id}`}`}
            at={created_at}
          />
        ))}
      </Section>
    </Stack>
  );
}

interface CasesProps {
  readonly title: string;
  readonly cases: readonly RelatedCaseView[];
  readonly none?: string;
}

function Cases({ title, cases, none }: CasesProps) {
  if (cases.length === 0 && none === undefined) return null;
  return (
    <Section title={title} none={none ?? ''} isEmpty={cases.length === 0}>
      {cases.map(({ id, amount, reason, stage, status, created_at }) => (
        <Row
          key={id}
          href={`/cases/${segment(id)}`}
          title={
            <>
              <MoneyText money={amount} /> · {reasonWord(reason)}
            </>
          }
          about={`${stageWord(stage)}, ${statusWord(status).toLowerCase()}`}
          at={created_at}
        />
      ))}
    </Section>
  );
}

interface SectionProps {
  readonly title: string;
  readonly none: string;
  readonly isEmpty: boolean;
  readonly children: ReactNode;
}

function Section({ title, none, isEmpty, children }: SectionProps) {
  return (
    <section>
      <Title order={3} size="xs" c="dimmed" fw={600} mb={4}>
        {title}
      </Title>
      {isEmpty ? <Text size="sm">{none}</Text> : <Stack gap={8}>{children}</Stack>}
    </section>
  );
}

interface RowProps {
  readonly href: string;
  readonly title: ReactNode;
  readonly about: string;
  readonly at: string;
}

function Row({ href, title, about, at }: RowProps) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Anchor component={Link} href={href} size="sm">
          {title}
        </Anchor>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {about}
        </Text>
      </div>
      <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        <TimeText at={at} ago />
      </Text>
    </Group>
  );
}
