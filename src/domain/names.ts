/** Every provider Recourse knows; adding one starts with its name here, and the compiler then asks for the rest. */
export const PROVIDERS = ['whop', 'wepay', 'ccg'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** `<provider>:<paymentId>`, or `<provider>:dispute.<id>` / `<provider>:alert.<id>` until the payment is known. */
export type CaseId = string;

export const CASE_WORKFLOW_PREFIX = 'dispute:';

/** The id of the workflow that runs this case. */
export function caseWorkflowId(caseId: CaseId): string {
  return CASE_WORKFLOW_PREFIX + caseId;
}

/** What is known of a case when an event arrives. */
export interface CaseSubject {
  readonly provider: ProviderName;
  readonly paymentId: string | null;
  readonly object: { readonly kind: 'dispute' | 'alert'; readonly id: string };
}

/** The case an event belongs to: by its payment, or by its own object while no payment is named. */
export function caseIdFor({ provider, paymentId, object }: CaseSubject): CaseId {
  return paymentId === null
    ? `${provider}:${object.kind}.${object.id}`
    : caseIdOfPayment(provider, paymentId);
}

export function caseIdOfPayment(provider: ProviderName, paymentId: string): CaseId {
  return `${provider}:${paymentId}`;
}

/** Whether a case was opened before its payment was known. */
export function isProvisional(caseId: CaseId): boolean {
  return /^[^:]+:(dispute|alert)\./.test(caseId);
}

/** The provider a case id begins with. */
export function providerOf(caseId: CaseId): ProviderName {
  const name = PROVIDERS.find((provider) => caseId.startsWith(`${provider}:`));
  if (name === undefined) throw new RangeError('a case id begins with the name of a provider');
  return name;
}
