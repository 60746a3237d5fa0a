import { Page } from '../ui/page.tsx';

export function NewRefundPage() {
  return <Page title="New refund">{null}</Page>;
}
