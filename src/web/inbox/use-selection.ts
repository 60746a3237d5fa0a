import { useCallback, useEffect, useRef, useState } from 'react';

interface Selection {
  readonly id: string | null;
  readonly select: (id: string) => void;
  /** To a later (1) or earlier (-1) row. */
  readonly move: (by: 1 | -1) => void;
}

/**
 * One row among many, by its id. When it goes away, the one that takes its place is selected, so that working through a list needs no looking
 * for where one was.
 *
 * @param scrollTo - brings a row into view
 */
export function useSelection(
  rows: readonly { readonly id: string }[],
  first: string | null,
  scrollTo: (index: number) => void,
): Selection {
  const [id, select] = useState(first);
  const lastIndex = useRef(0);
  const index = id === null ? -1 : rows.findIndex((row) => row.id === id);
  useEffect(() => {
    if (index >= 0) lastIndex.current = index;
    else if (id !== null) select(rows[Math.min(lastIndex.current, rows.length - 1)]?.id ?? null);
  }, [index, id, rows]);
  const move = useCallback(
    (by: 1 | -1) => {
      const next = index < 0 ? 0 : Math.min(Math.max(index + by, 0), rows.length - 1);
      const row = rows[next];
      if (row === undefined) return;
      select(row.id);
      scrollTo(next);
      focusRow(row.id);
    },
    [index, rows, scrollTo],
  );
  return { id, select, move };
}

/** A row that was out of sight is there only after it has been scrolled to. */
function focusRow(id: string, tries = 5): void {
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>(`[data-case="${CSS.escape(id)}"]`);
    if (row !== null) row.focus({ preventScroll: true });
    else if (tries > 0) focusRow(id, tries - 1);
  });
}
