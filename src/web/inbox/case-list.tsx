import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { CaseView } from '../../api/schemas/case.ts';
import { segment } from '../client.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { CaseRow } from './case-row.tsx';
import { rememberPlace, rememberedPlace } from './place.ts';
import { useSelection } from './use-selection.ts';

const ROW_HEIGHT = 65;
const OVERSCAN = 8;
/** What stands over the list at the top and bottom of a phone's screen. */
const BARS = 72;
/** More is asked for when so few rows are left below. */
const AHEAD = 30;

interface Props {
  /** Names this list among others, to come back to where one was. */
  readonly place: string;
  readonly cases: readonly CaseView[];
  /** Loads more; null when this is all. */
  readonly more: (() => unknown) | null;
}

/** The rows one can see out of however many there are. Rows are known by their cases, so that changes move neither selection nor scroll. */
export function CaseList({ place, cases, more }: Props) {
  const [, navigate] = useLocation();
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: cases.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: top,
    scrollPaddingStart: BARS,
    scrollPaddingEnd: BARS,
    getItemKey: (index) => cases[index]?.id ?? index,
  });
  const selection = useSelection(cases, rememberedPlace(place).selected, (index) =>
    rows.scrollToIndex(index),
  );
  const open = () => selection.id !== null && navigate(`/cases/${segment(selection.id)}`);
  useShortcuts({ j: () => selection.move(1), k: () => selection.move(-1), o: open, Enter: open });
  useRemembered(place, selection.id);
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= cases.length - AHEAD) more?.();
  }, [last, cases.length, more]);
  return (
    <ul
      ref={list}
      aria-label="Cases"
      style={{ position: 'relative', height: rows.getTotalSize(), margin: 0, padding: 0, listStyle: 'none' }}
    >
      {shown.map(({ key, index, start }) => {
        const one = cases[index];
        return (
          one && (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              style={{ position: 'absolute', insetInline: 0, transform: `translateY(${start - top}px)` }}
            >
              <CaseRow one={one} isSelected={one.id === selection.id} onSelect={selection.select} />
            </li>
          )
        );
      })}
    </ul>
  );
}

/** Whoever comes back from a case finds the list as they left it. */
function useRemembered(place: string, selected: string | null): void {
  const latest = useRef(selected);
  useEffect(() => {
    latest.current = selected;
  }, [selected]);
  useEffect(() => {
    window.scrollTo(0, rememberedPlace(place).scroll);
  }, [place]);
  useLayoutEffect(
    () => () => rememberPlace({ place, selected: latest.current, scroll: window.scrollY }),
    [place],
  );
}
