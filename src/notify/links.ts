import type { News } from '../domain/news.ts';

/** Where people see what news is about. */
export type Links = (news: News) => string | null;

/** @param publicUrl - where people reach the pages, e.g. `https://disputes.shop.example`; without it there are no links */
export function linksUnder(publicUrl: string | null): Links {
  const base = publicUrl?.replace(/\/+$/, '');
  return ({ caseId, refundId }) => {
    if (base === undefined) return null;
    if (refundId !== null) return `${base}/refunds/${encodeURIComponent(refundId)}`;
    return caseId === null ? base : `${base}/cases/${encodeURIComponent(caseId)}`;
  };
}
