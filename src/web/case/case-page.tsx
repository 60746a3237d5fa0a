import { Page } from '../ui/page.tsx';

export function CasePage({ id }: { readonly id: string }) {
  return <Page title={id}>{null}</Page>;
}
