import { Page } from '../ui/page.tsx';

export function InsightsPage() {
  return <Page title="Insights">{null}</Page>;
}
