import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useMediaQuery } from '@mantine/hooks';
import { Center, Loader } from '@mantine/core';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { RefundView } from '../../api/schemas/refund.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { RefundRow } from './refund-row.tsx';

const WIDE_ROW = 60;
const NARROW_ROW = 96;
/** The next page is asked for when this many rows are still to come. */
const AHEAD = 20;

interface Props {
  readonly refunds: readonly RefundView[];
  /** Asks for the next page; null while there is none to be asked for. */
  readonly more: (() => unknown) | null;
  /** These are not all. */
  readonly hasMore: boolean;
}

/** Any number of refunds, of which only those in sight are drawn. */
export function RefundList({ refunds, more, hasMore }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false;
  useEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const rowHeight = isNarrow ? NARROW_ROW : WIDE_ROW;
  const rows = useWindowVirtualizer({
    count: refunds.length,
    estimateSize: () => rowHeight,
    getItemKey: (index) => refunds[index]?.id ?? index,
    overscan: 10,
    scrollMargin: top,
  });
  useEffect(() => rows.measure(), [rows, rowHeight]);
  useRowKeys(list);
  const last = rows.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= refunds.length - AHEAD) more?.();
  }, [last, refunds.length, more]);
  return (
    <>
      <div ref={list} role="list" style={{ position: 'relative', height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start, size }) => {
          const refund = refunds[index];
          return (
            refund !== undefined && (
              <div
                key={key}
                role="listitem"
                data-index={index}
                aria-posinset={index + 1}
                aria-setsize={hasMore ? -1 : refunds.length}
                style={{
                  position: 'absolute',
                  insetInline: 0,
                  height: size,
                  transform: `translateY(${start - top}px)`,
                }}
              >
                <RefundRow refund={refund} />
              </div>
            )
          );
        })}
      </div>
      {hasMore && (
        <Center p="md">
          <Loader size="sm" aria-label="More refunds are loading" />
        </Center>
      )}
    </>
  );
}

/** `j` and `k` move the focus from row to row; Enter then opens it, as on any link. The rows beside those in sight are always drawn. */
function useRowKeys(list: RefObject<HTMLDivElement | null>): void {
  const move = (by: number) => {
    const row = document.activeElement?.closest<HTMLElement>('[data-index]');
    const next =
      row === null || row === undefined ? firstInSight(list.current) : Number(row.dataset['index']) + by;
    list.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`)?.focus();
  };
  useShortcuts({ j: () => move(1), k: () => move(-1) });
}

function firstInSight(list: HTMLElement | null): number {
  const rows = list?.querySelectorAll<HTMLElement>('[data-index]') ?? [];
  const row = [...rows].find((candidate) => candidate.getBoundingClientRect().top >= 0);
  return Number(row?.dataset['index'] ?? 0);
}
