/** Said where a list is wanted, which Whop gives by company only. */
export const WITHOUT_COMPANY =
  'WHOP_COMPANY_ID is not set, so disputes and alerts cannot be listed: set it to the company (biz_…).';

/** What Recourse needs to speak to Whop. */
export interface WhopSettings {
  readonly apiKey: string;
  /**
   * Secrets of the webhook, every one of them valid at once, so that a secret can be replaced without losing an event. Each is either
   * `whsec_<base64>` or a text whose literal bytes are the key.
   */
  readonly webhookSecrets: readonly string[];
  /** Whop's own address when absent. */
  readonly baseUrl?: string | undefined;
  /** The company the lists are asked for, and whose cases they are where Whop names no company. */
  readonly companyId: string | null;
}
