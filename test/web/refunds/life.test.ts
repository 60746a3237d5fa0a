import { describe, expect, test } from 'vitest';
import { lifeOf } from '../../../src/web/refunds/life.ts';
import { aRefundView } from './a-refund-view.ts';

const SENT = '2026-05-01T12:00:05.000Z';
const SETTLED = '2026-05-01T12:00:09.000Z';

function steps(changes: Parameters<typeof aRefundView>[0]): string[] {
  return lifeOf(aRefundView(changes)).map(({ name, state }) => `${name}: ${state}`);
}

describe('the life of a refund', () => {
  test('begins with its turn being waited for', () => {
    expect(steps({})).toEqual(['asked: done', 'sent: under_way']);
  });

  test('goes by way of being looked for to being paid back and having its reference', () => {
    expect(steps({ sent_at: SENT })).toEqual(['asked: done', 'sent: done', 'outcome: under_way']);
    const paid = {
      sent_at: SENT,
      settled_at: SETTLED,
      status: 'succeeded',
      provider_refund_id: 'rf_1',
    } as const;
    expect(steps(paid)).toEqual(['asked: done', 'sent: done', 'outcome: done', 'reference: ahead']);
    expect(lifeOf(aRefundView(paid)).map(({ at }) => at)).toEqual([
      '2026-05-01T12:00:00.000Z',
      SENT,
      SETTLED,
      null,
    ]);
    const reference = { status: 'available', type: 'acquirer_reference_number', value: '7453' };
    expect(steps({ ...paid, reference }).at(-1)).toBe('reference: done');
  });

  test('expects no reference where the bank gives none', () => {
    const reference = { status: 'unavailable', type: null, value: null };
    const last = lifeOf(aRefundView({ status: 'succeeded', sent_at: SENT, reference })).at(-1);
    expect(last).toMatchObject({ name: 'reference', state: 'done', title: 'There is no bank reference' });
  });

  test('ends before anything is sent when it is refused, and says so', () => {
    const failure = { code: 'more_than_remains', message: 'Nothing of this payment remains to be refunded.' };
    const life = lifeOf(aRefundView({ status: 'failed', settled_at: SETTLED, failure }));
    expect(life.map(({ name }) => name)).toEqual(['asked', 'outcome']);
    expect(life.at(-1)).toMatchObject({
      title: 'Refused',
      state: 'failed',
      at: SETTLED,
      text: 'Nothing was sent.',
    });
  });

  test('may fail after it was made', () => {
    const failure = { code: 'failed_at_provider', message: 'It failed on its way to the customer.' };
    const life = lifeOf(
      aRefundView({ status: 'failed', sent_at: SENT, provider_refund_id: 'rf_1', failure }),
    );
    expect(life.at(-1)).toMatchObject({ title: 'Failed on its way', text: null });
  });

  test('waits for a person when nobody knows whether it was made, and keeps what that person said', () => {
    const attention = { reason: 'Unclear.', since: SETTLED, settleable: true, before: null, after: null };
    expect(steps({ status: 'needs_attention', sent_at: SENT, needs_attention: attention })).toEqual([
      'asked: done',
      'sent: done',
      'outcome: attention',
    ]);
    const by = { type: 'person', id: 'bo', via: 'page', name: 'Bo', address: null };
    const resolution = {
      outcome: 'done',
      provider_reference: null,
      note: 'Seen there.',
      by,
      at: SETTLED,
    } as const;
    expect(steps({ status: 'succeeded', sent_at: SENT, resolution })).toContain('settled_by_hand: done');
  });

  test('is held up before it is sent while the payment cannot be read', () => {
    const attention = { reason: 'No access.', since: SETTLED, settleable: false, before: null, after: null };
    expect(steps({ status: 'needs_attention', needs_attention: attention })).toEqual([
      'asked: done',
      'sent: attention',
    ]);
  });

  test('of one made elsewhere has no sending of ours', () => {
    const made = { external: true, idempotency_key: null, provider_refund_id: 'rf_9' };
    expect(steps({ ...made, status: 'pending' })).toEqual(['asked: done', 'outcome: under_way']);
  });
});
