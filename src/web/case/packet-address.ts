import { api, segment } from '../client.ts';
import type { Subject } from './subject.ts';

/** Where the evidence of a dispute can be had as one archive. */
export function packetAddress({ of, dispute }: Pick<Subject, 'of' | 'dispute'>): string {
  return api.address(`/disputes/${segment(of.id)}/packet`, { dispute_id: dispute.id });
}
