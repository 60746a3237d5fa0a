/** What Recourse needs to speak to WePay. */
export interface WepaySettings {
  /** `App-Id`: the platform's app. */
  readonly appId: string;
  /** `App-Token`: its secret. */
  readonly appToken: string;
  /** WePay's own address when absent. */
  readonly baseUrl?: string | undefined;
  /** Where documents go: WePay's own address when absent, as long as `baseUrl` is WePay's own as well. */
  readonly uploadsUrl?: string | undefined;
  /** Where a page loads WePay's own library for handing documents over from; absent where it does not. */
  readonly browserLibraryUrl?: string | undefined;
  /** `WePay-Risk-Token`, sent along with documents; null when there is none. */
  readonly riskToken: string | null;
  /** The RSA public keys, as PEM, that may have signed a notification; every one of them is valid at once. */
  readonly webhookKeys: readonly string[];
}
