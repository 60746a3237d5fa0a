import { Gauge, type Registry } from 'prom-client';
import type { Outbox } from '../store/outbox.ts';
import type { SubscriberChannels } from './delivery-view.ts';

/** Has metrics tell how much news waits or was given up, by channel, counted when they are read. */
export function watchDeliveries(
  registry: Registry,
  outbox: Pick<Outbox, 'undelivered'>,
  channels: SubscriberChannels,
): void {
  const gauge: Gauge<'channel' | 'state'> = new Gauge({
    name: 'recourse_deliveries',
    help: 'News that has not reached a subscriber, by channel: on its way (waiting) or given up (dead).',
    labelNames: ['channel', 'state'],
    registers: [registry],
    async collect() {
      // Without the store there is no number, and the other metrics are wanted all the more.
      const counted = await outbox.undelivered().catch(() => null);
      gauge.reset();
      for (const channel of counted === null ? [] : channels.values())
        for (const state of ['waiting', 'dead']) gauge.set({ channel, state }, 0);
      for (const { subscriber, state, posts } of counted ?? [])
        gauge.inc({ channel: channels.get(subscriber) ?? 'none', state }, posts);
    },
  });
}
