import { Stack, Text } from '@mantine/core';
import type { RefundView } from '../../api/schemas/refund.ts';
import { Copyable } from '../ui/copyable.tsx';
import { Section } from '../ui/section.tsx';

const KINDS: Readonly<Record<string, string>> = {
  acquirer_reference_number: 'Acquirer reference number (ARN)',
  system_trace_audit_number: 'System trace audit number (STAN)',
  retrieval_reference_number: 'Retrieval reference number (RRN)',
};

const PURPOSE =
  'When a customer cannot find the money, they give this number to their bank, which finds the refund by it.';

/** The number by which the customer's bank finds the money; nothing while no refund was made. */
export function BankReference({ refund: { reference, status } }: { readonly refund: RefundView }) {
  const { value, type } = reference;
  if (value !== null) {
    return (
      <Section title="Bank reference">
        <Stack gap="xs" align="flex-start">
          <Copyable value={value} what="the bank reference" />
          {type !== null && (
            <Text size="xs" c="dimmed">
              {KINDS[type] ?? type.replaceAll('_', ' ')}
            </Text>
          )}
          <Text size="sm">{PURPOSE}</Text>
        </Stack>
      </Section>
    );
  }
  if (status !== 'succeeded') return null;
  return (
    <Section title="Bank reference">
      <Text size="sm">
        {reference.status === 'unavailable'
          ? 'The bank gives none for this refund.'
          : `It arrives some days after the refund and shows here then. ${PURPOSE}`}
      </Text>
    </Section>
  );
}
