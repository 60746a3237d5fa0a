import type { Subscription } from '../domain/news.ts';
import type { Channel } from './channel.ts';

/** By which way somebody is told. */
export type ChannelKind = 'mail' | 'webhook' | 'slack';

/** Somebody who is told, and how. */
export interface Subscriber extends Subscription {
  readonly kind: ChannelKind;
  readonly channel: Channel;
}
