/**
 * What `GET /api/v1/events` sends, by the name of the event. Each says that something may look different now, never how: whoever hears it
 * asks for it again.
 */
export interface LiveEvents {
  readonly case: { readonly id: string };
  readonly refund: { readonly id: string; readonly payment_id: string };
  /** Something may have been missed: ask for everything again. */
  readonly resync: Readonly<Record<string, never>>;
}
