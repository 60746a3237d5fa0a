import type { CaseState, TimelineEntry } from './case.ts';
import type { Instant } from './instant.ts';
import type { CaseId, ProviderName } from './names.ts';

/** What a merchant is told of: a dispute that was opened, the answer that went out, and how it ended. */
const TOLD = ['dispute_opened', 'submitted', 'conceded', 'ruled'] as const;
type Told = (typeof TOLD)[number];

/** One thing a merchant is told about a case. Free of personal data. */
export interface MerchantNews {
  /** The same however often it is told. */
  readonly id: string;
  readonly what: Told;
  /** One sentence for people. */
  readonly summary: string;
  readonly at: Instant;
  readonly provider: ProviderName;
  readonly merchantId: string | null;
  readonly caseId: CaseId;
  readonly disputeId: string | null;
}

/** The way to a merchant. Telling the same again must be harmless: it is done at least once. */
export interface MerchantChannel {
  /** @throws when it could not be told; it is told again then. */
  tell(news: MerchantNews): Promise<void>;
}

/** What of new time line entries the merchant is told. */
export function newsIn(
  { id, provider, merchantId }: CaseState,
  entries: readonly TimelineEntry[],
): readonly MerchantNews[] {
  return entries.flatMap(({ seq, kind, summary, at, disputeId }) => {
    const what = TOLD.find((told) => told === kind);
    return what === undefined
      ? []
      : [{ id: `${id}#${seq}`, what, summary, at, provider, merchantId, caseId: id, disputeId }];
  });
}
