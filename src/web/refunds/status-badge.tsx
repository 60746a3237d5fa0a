import { Badge } from '@mantine/core';
import { refundStatusColour, refundStatusWord } from './refund-words.ts';

/** Where a refund stands, in a word. */
export function RefundStatusBadge({ status }: { readonly status: string }) {
  return (
    <Badge variant="light" color={refundStatusColour(status)}>
      {refundStatusWord(status)}
    </Badge>
  );
}
