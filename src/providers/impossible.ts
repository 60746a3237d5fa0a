import { ProviderError } from './errors.ts';
import type { Provider } from './provider.ts';

/** The calls that not every provider has. */
type Call = Exclude<keyof Provider, 'capabilities' | 'readWebhook' | 'check'>;

/** A call a provider does not have: refused, whatever it is given. Its capabilities keep anybody from making it. */
export function impossible(label: string, doing: string): () => Promise<never> {
  return () => Promise.reject(new ProviderError('refused', `${label} has no call for ${doing}.`));
}

/** Every call that a provider which only tells, and cannot be told, lacks. */
export function nothingBut(label: string): Record<Call, () => Promise<never>> {
  return {
    readDispute: impossible(label, 'reading a dispute'),
    readAlert: impossible(label, 'reading an alert'),
    readPayment: impossible(label, 'reading a payment'),
    stageEvidence: impossible(label, 'staging evidence'),
    uploadFile: impossible(label, 'handing over a file'),
    submitEvidence: impossible(label, 'submitting evidence'),
    concede: impossible(label, 'conceding'),
    readRefunds: impossible(label, 'reading refunds'),
    readRefundPayment: impossible(label, 'reading a refund'),
    refund: impossible(label, 'refunding'),
    listCreated: impossible(label, 'listing disputes'),
    listNotifications: impossible(label, 'listing notifications'),
  };
}
