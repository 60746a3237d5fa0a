import type { Millis } from '../domain/instant.ts';
import type { ProviderName } from '../domain/names.ts';
import type { Cases } from './cases/cases.ts';
import type { Wording } from './faults/calls.ts';
import type { ProviderRoute } from './routes.ts';
import type { Channel } from './webhooks/sender.ts';

/** One provider's stand-in, as the rest of the sandbox sees it. Adding a provider is its folder and a line in `stand-ins.ts`. */
export interface StandIn {
  readonly provider: ProviderName;
  /** Its API; null for a provider that has none. */
  readonly api: Api | null;
  readonly channel: Channel;
  readonly cases: Cases;
  readonly refunds: RefundControl;
  readonly objects: Objects;
  readonly settings: Settings;
  /** What `GET /control` says of it. */
  describe(): object;
  /** Lets time pass in the demo. `random` answers as `Math.random` does. */
  demo(now: Millis, random: () => number): void;
}

interface Api {
  readonly routes: readonly ProviderRoute[];
  /** How it words failures that are made on purpose. */
  readonly wording: Wording;
}

/** Its objects, for looking at them and overwriting them by hand. */
interface Objects {
  /** As control paths call them: `disputes`, `payments`, … */
  readonly kinds: readonly string[];
  get(kind: string, id: string): object | null;
  /** Overwrites any fields but the id. Null when there is no such object. */
  edit(kind: string, id: string, changes: object): object | null;
  /** Sends this as an event of this type. Answers with the event's id. */
  publish(type: string, data: object): string;
}

/** Refunds nobody called the API for, and what becomes of any refund. Both check what they are told, and throw ControlProblem. */
interface RefundControl {
  make(paymentId: string, body: unknown): object;
  move(refundId: string, body: unknown): object;
}

/** Its switches, for the control API. */
interface Settings {
  current(): object;
  /** Checks what it is told; throws ControlProblem. */
  change(body: unknown): object;
  /** Where its webhooks go from now on; null holds them back. */
  sendTo(url: string | null): void;
}
