import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import { Link } from 'wouter';
import { queries } from '../queries.ts';
import { tabWord } from '../words/cases.ts';
import classes from './case-tabs.module.css';
import { type CaseListFilter, filterParams, TABS, type Tab } from './filter.ts';

/** Where cases stand, each with how many there are; the other conditions are kept from one to the next. */
export function CaseTabs({ filter }: { readonly filter: CaseListFilter }) {
  const { data: counts } = useQuery(queries.counts());
  const tabs = useRef<HTMLElement>(null);
  useLayoutEffect(() => bringIntoView(tabs.current), [filter.tab, counts]);
  return (
    <nav ref={tabs} aria-label="Cases by where they stand" className={classes['tabs']}>
      {TABS.map((tab) => (
        <Link
          key={tab}
          href={address({ ...filter, tab })}
          className={classes['tab'] ?? ''}
          aria-current={tab === filter.tab ? 'page' : undefined}
        >
          {tabWord(tab)}
          {counts !== undefined && <Count tab={tab} count={counts[tab]} />}
        </Link>
      ))}
    </nav>
  );
}

/** Where there is no room for all tabs they scroll, and the present one could be out of sight. */
function bringIntoView(tabs: HTMLElement | null): void {
  const current = tabs?.querySelector<HTMLElement>('[aria-current]') ?? null;
  if (tabs === null || current === null) return;
  tabs.scrollLeft = current.offsetLeft - (tabs.clientWidth - current.clientWidth) / 2;
}

function Count({ tab, count }: { readonly tab: Tab; readonly count: number }) {
  return (
    <span className={classes['count']} data-urgent={(tab === 'inbox' && count > 0) || undefined}>
      {count.toLocaleString('en')}
      <VisuallyHidden> cases</VisuallyHidden>
    </span>
  );
}

function address(filter: CaseListFilter): string {
  const params = filterParams(filter).toString();
  return params === '' ? '/' : `/?${params}`;
}
