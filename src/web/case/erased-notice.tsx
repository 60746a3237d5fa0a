import { Alert } from '@mantine/core';
import type { CaseView, DisputeView } from '../../api/schemas/case.ts';
import { localDay } from '../words/local-time.ts';

interface Props {
  readonly of: Pick<CaseView, 'erased_at'>;
  readonly dispute: Pick<DisputeView, 'first_seen_at'>;
}

/** Why a dispute has no evidence any more; nothing for one that came after the erasure. */
export function ErasedNotice({ of, dispute }: Props) {
  if (of.erased_at === null || dispute.first_seen_at > of.erased_at) return null;
  return (
    <Alert color="gray" p="xs" mb="md">
      The customer’s personal data was erased on {localDay(of.erased_at)}. Amounts, dates, decisions and
      rulings are kept.
    </Alert>
  );
}
