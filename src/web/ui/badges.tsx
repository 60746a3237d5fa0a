import { Badge } from '@mantine/core';
import { stageWord, statusWord } from '../words/cases.ts';

const STAGE_COLOURS: Readonly<Record<string, string>> = {
  alert: 'yellow',
  inquiry: 'blue',
  chargeback: 'indigo',
};
const STATUS_COLOURS: Readonly<Record<string, string>> = {
  needs_response: 'orange',
  under_review: 'blue',
  won: 'green',
  lost: 'red',
};

export function StageBadge({ stage }: { readonly stage: string }) {
  return (
    <Badge variant="default" color={STAGE_COLOURS[stage] ?? 'gray'}>
      {stageWord(stage)}
    </Badge>
  );
}

export function StatusBadge({ status }: { readonly status: string }) {
  return (
    <Badge variant="light" color={STATUS_COLOURS[status] ?? 'gray'}>
      {statusWord(status)}
    </Badge>
  );
}
