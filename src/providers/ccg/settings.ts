/** What Recourse needs to take CCG's webhooks; there is nothing else to be had from it. */
export interface CcgSettings {
  /** PEM public keys (EC P-256) of the webhooks' tokens, every one of them valid at once. */
  readonly webhookKeys: readonly string[];
  /** Whose disputes they are where a webhook names no merchant. */
  readonly merchantId: string | null;
}
