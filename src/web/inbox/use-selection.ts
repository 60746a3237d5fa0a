import { useCallback, useEffect, useRef, useState } from 'react';

interface Selection {
  readonly id: string | null;
  readonly select: (id: string) => void;
  /** To a later (1) or earlier (-1) row. */
  readonly move: (by: 1 | -1) => void;
}

type Rows = readonly { readonly id: string }[];

/**
 * One row among many, by its id. When it goes away, the one that takes its place is selected, so that working through a list needs no looking
 * for where one was.
 *
 * @param scrollTo - brings a row into view
 */
export function useSelection(rows: Rows, first: string | null, scrollTo: (index: number) => void): Selection {
  const [id, setId] = useState(first);
  // Keys come faster than renders: each counts from where the one before has gone.
  const current = useRef(first);
  const place = useRef(0);
  const select = useCallback((next: string | null) => {
    current.current = next;
    setId(next);
  }, []);
  useEffect(() => {
    const index = indexOf(rows, current.current);
    if (index >= 0) {
      place.current = index;
    } else if (current.current !== null) {
      select(rows[Math.min(place.current, rows.length - 1)]?.id ?? null);
      // It went with the row it was on.
      if (document.activeElement === document.body) focusRow(() => current.current);
    }
  }, [id, rows, select]);
  const move = (by: 1 | -1) => {
    const index = indexOf(rows, current.current);
    const next = index < 0 ? 0 : Math.min(Math.max(index + by, 0), rows.length - 1);
    const row = rows[next];
    if (row === undefined) return;
    select(row.id);
    scrollTo(next);
    focusRow(() => current.current);
  };
  return { id, select, move };
}

function indexOf(rows: Rows, id: string | null): number {
  return id === null ? -1 : rows.findIndex((row) => row.id === id);
}

/** A row that was out of sight is there only after it has been scrolled to; by then another one may be meant. */
function focusRow(wanted: () => string | null, tries = 10): void {
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>(`[data-case="${CSS.escape(wanted() ?? '')}"]`);
    if (row !== null) row.focus({ preventScroll: true });
    else if (tries > 0) focusRow(wanted, tries - 1);
  });
}
