import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { NoSuchPage } from './no-such-page.tsx';

const InboxPage = lazy(async () => ({ default: (await import('../inbox/inbox-page.tsx')).InboxPage }));
const CasePage = lazy(async () => ({ default: (await import('../case/case-page.tsx')).CasePage }));
const RefundsPage = lazy(async () => ({
  default: (await import('../refunds/refunds-page.tsx')).RefundsPage,
}));
const NewRefundPage = lazy(async () => ({
  default: (await import('../refunds/new-refund-page.tsx')).NewRefundPage,
}));
const RefundPage = lazy(async () => ({ default: (await import('../refunds/refund-page.tsx')).RefundPage }));
const InsightsPage = lazy(async () => ({
  default: (await import('../insights/insights-page.tsx')).InsightsPage,
}));
const HealthPage = lazy(async () => ({ default: (await import('../health/health-page.tsx')).HealthPage }));

/** Which page an address shows; each is loaded when it is first looked at. The key makes another case another page. */
export function Pages() {
  return (
    <Switch>
      <Route path="/">
        <InboxPage />
      </Route>
      <Route path="/cases/:id">{({ id }) => <CasePage key={id} id={id} />}</Route>
      <Route path="/refunds">
        <RefundsPage />
      </Route>
      <Route path="/refunds/new">
        <NewRefundPage />
      </Route>
      <Route path="/refunds/:id">{({ id }) => <RefundPage key={id} id={id} />}</Route>
      <Route path="/insights">
        <InsightsPage />
      </Route>
      <Route path="/health">
        <HealthPage />
      </Route>
      <Route>
        <NoSuchPage />
      </Route>
    </Switch>
  );
}
