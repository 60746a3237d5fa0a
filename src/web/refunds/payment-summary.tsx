import { Alert, Anchor, DataList, Text } from '@mantine/core';
import { IconBan } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { PaymentView } from '../../api/schemas/payment.ts';
import { segment } from '../client.ts';
import { MoneyText } from '../ui/money-text.tsx';
import { providerWord } from '../words/cases.ts';
import { moneyText } from '../words/money.ts';
import { Section } from '../ui/section.tsx';

/** A payment as its provider shows it right now, and what stands in the way of refunding it. */
export function PaymentSummary({ payment }: { readonly payment: PaymentView }) {
  const { captured, refunded, remaining, objection, case_id: caseId } = payment;
  return (
    <Section title={`Payment ${payment.payment_id} at ${providerWord(payment.provider)}`}>
      <DataList labelWidth="8rem" gap="xs">
        <DataList.Item>
          <DataList.ItemLabel>Paid</DataList.ItemLabel>
          <DataList.ItemValue>
            <MoneyText money={captured} />
          </DataList.ItemValue>
        </DataList.Item>
        <DataList.Item>
          <DataList.ItemLabel>Refunded so far</DataList.ItemLabel>
          <DataList.ItemValue>
            <MoneyText money={refunded} />
          </DataList.ItemValue>
        </DataList.Item>
        <DataList.Item>
          <DataList.ItemLabel>Remaining</DataList.ItemLabel>
          <DataList.ItemValue fw={600}>
            {remaining === null ? `${providerWord(payment.provider)} does not say` : moneyText(remaining)}
          </DataList.ItemValue>
        </DataList.Item>
        {caseId !== null && (
          <DataList.Item>
            <DataList.ItemLabel>Case</DataList.ItemLabel>
            <DataList.ItemValue>
              <Anchor component={Link} href={`/cases/${segment(caseId)}`} inherit>
                This payment has a case
              </Anchor>
            </DataList.ItemValue>
          </DataList.Item>
        )}
      </DataList>
      {objection !== null && (
        <Alert color="red" icon={<IconBan size={18} />} title="It cannot be refunded" mt="md">
          <Text size="sm">{objection}</Text>
        </Alert>
      )}
    </Section>
  );
}
