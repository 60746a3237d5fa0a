import type { FullCaseView, FullDisputeView } from '../../api/schemas/case.ts';
import type { ProviderView, ReasonDescriptionView } from '../../api/schemas/providers.ts';
import type { MeView } from '../../api/schemas/session.ts';
import type { SaveQueue } from './evidence/save-queue.ts';

/** What the page is about: one dispute of one case, as one person sees and edits it. */
export interface Subject {
  readonly of: FullCaseView;
  readonly dispute: FullDisputeView;
  readonly provider: ProviderView;
  readonly me: MeView;
  readonly queue: SaveQueue;
}

/** What the cardholder complains of, in the provider's terms; a reason nobody gave is treated as any other. */
export function reasonOf({
  provider,
  dispute,
}: Pick<Subject, 'provider' | 'dispute'>): ReasonDescriptionView | null {
  return provider.reasons[dispute.reason ?? 'other'] ?? provider.reasons.other ?? null;
}

/** Whether this person can change the draft now. */
export function canEdit({
  of,
  dispute,
  provider,
  me,
}: Pick<Subject, 'of' | 'dispute' | 'provider' | 'me'>): boolean {
  return (
    me.role !== 'viewer' && of.open && provider.set_up && !dispute.evidence.frozen && dispute.ruling === null
  );
}

/** What fields and slots are called at the provider. */
export function labelOf({ fields, slots }: Pick<ProviderView, 'fields' | 'slots'>, name: string): string {
  const described = [...fields, ...slots].find((item) => item.name === name);
  return described?.label ?? name.replaceAll('_', ' ');
}
