import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { queries } from '../../queries.ts';
import { whoChangedField } from './who-changed.ts';

/** Tells who changed a field of a dispute, by the case's time line. */
export function useWhoChanged(
  caseId: string,
  disputeId: string,
): (name: string, revision: number) => string | null {
  const { data } = useInfiniteQuery(queries.timeline(caseId));
  return useCallback(
    (name, revision) => {
      const entries = data?.pages.flatMap((page) => page.data) ?? [];
      return whoChangedField(entries, disputeId, name, revision);
    },
    [data, disputeId],
  );
}
