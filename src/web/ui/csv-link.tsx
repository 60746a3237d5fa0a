import { Anchor } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type Query, api } from '../client.ts';

interface Props {
  /** Below `/api/v1`, such as `/disputes.csv`. */
  readonly path: string;
  readonly query?: Query;
}

/** A download of what the page shows, as CSV. */
export function CsvLink({ path, query = {} }: Props) {
  return (
    <Anchor href={api.address(path, query)} download size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
      <IconDownload size={14} style={{ verticalAlign: '-2px' }} aria-hidden /> CSV
    </Anchor>
  );
}
