/** What the WePay provider needs to know. */
export interface WepaySettings {
  /** `App-Id`: which platform asks. */
  readonly appId: string;
  /** `App-Token`: the platform's secret. */
  readonly appToken: string;
  /** Where the API is, when not at WePay's own address. */
  readonly baseUrl?: string;
  /** Where documents are uploaded to, when not at WePay's own address. */
  readonly uploadsUrl?: string;
  /** `WePay-Risk-Token` for uploads; null when there is none. */
  readonly riskToken: string | null;
  /** The RSA public keys, as PEM, that may have signed a notification; all are valid at once. */
  readonly webhookKeys: readonly string[];
}
