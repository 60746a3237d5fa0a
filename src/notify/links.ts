import type { News } from '../domain/news.ts';

/** Where people see what news is about. */
export type Links = (news: News) => string;

/** @param publicUrl - where people reach the pages, e.g. `https://disputes.shop.example` */
export function linksUnder(publicUrl: string): Links {
  const base = publicUrl.replace(/\/+$/, '');
  return ({ caseId, refundId }) => {
    if (refundId !== null) return `${base}/refunds/${encodeURIComponent(refundId)}`;
    return caseId === null ? base : `${base}/cases/${encodeURIComponent(caseId)}`;
  };
}
