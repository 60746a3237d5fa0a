import type { Store } from '../../store/store.ts';
import type { Authenticate } from '../auth.ts';
import { liveEvents } from '../live-events.ts';
import { Problem } from '../problem.ts';
import { type GuardedRoute, route } from '../route.ts';
import { TAG } from './words.ts';

/** Each takes a connection and some memory for as long as somebody looks at a page. */
const MAX_LISTENERS = 500;

export interface EventRoutesOptions {
  readonly store: Pick<Store, 'changes'>;
  readonly authenticate: Authenticate;
  /** Tells that the process ends, so that nobody waits for streams that never do. */
  readonly stop?: AbortSignal | undefined;
}

/** What changes, as it happens. */
export function eventRoutes({ store, authenticate, stop }: EventRoutesOptions): GuardedRoute[] {
  let listeners = 0;
  const events = route({
    method: 'get',
    path: '/api/v1/events',
    operationId: 'followEvents',
    tag: TAG,
    summary: 'Hear of changes as they happen',
    description:
      'Server-sent events: `case` with `{"id"}` and `refund` with `{"id", "payment_id"}` say that it may look different now; `resync` with `{}` that everything may. A stream begins with `resync`, says something every 20 s, and ends when the caller may listen no longer.',
    role: 'viewer',
    request: {},
    responses: { 200: { description: 'A stream without an end.', content: ['text/event-stream'] } },
    problems: { 503: `More than ${MAX_LISTENERS} listen already, or the store is out of reach: try again.` },
    async handle({ caller, req }) {
      // Whoever left while it was found out who they are is never heard leaving again, and would be counted for ever.
      if (req.res?.closed !== false) return { status: 200 };
      if (listeners >= MAX_LISTENERS) {
        const headers = { 'Retry-After': '10' };
        throw new Problem(503, 'Too many listen already. Try again shortly.', {
          type: 'overloaded',
          headers,
        });
      }
      const gone = new AbortController();
      listeners += 1;
      req.res.once('close', () => {
        listeners -= 1;
        gone.abort();
      });
      const data = liveEvents({
        changes: store.changes,
        caller,
        authenticate: () => authenticate(req),
        stop: stop === undefined ? gone.signal : AbortSignal.any([stop, gone.signal]),
      });
      return {
        status: 200,
        headers: {
          // A proxy that gathers or compresses what it passes on would keep it for itself.
          'Cache-Control': 'no-store, no-transform',
          'X-Accel-Buffering': 'no',
        },
        content: { type: 'text/event-stream', data },
      };
    },
  });
  return [events];
}
