import { ALERT_STORIES } from './alert-stories.ts';
import { DISPUTE_STORIES, DISPUTES_IN_MANY_RUNS } from './dispute-stories.ts';
import type { Play } from './play.ts';
import { PROVIDER_STORIES } from './provider-stories.ts';
import { RECONCILE_STORIES, RECONCILE_IN_MANY_RUNS } from './reconcile-stories.ts';
import { REFUND_DOUBT_STORIES } from './refund-doubt-stories.ts';
import { REFUND_STORIES, REFUNDS_IN_MANY_RUNS } from './refund-stories.ts';

interface Stage {
  /** The number of events after which a run is asked to make room for the next; null for Temporal's own. */
  readonly eventsInRun: number | null;
  readonly stories: Readonly<Record<string, Play>>;
}

/** Stories that between them take every path through the workflows, by the length of the runs they are played in. */
export const STAGES: readonly Stage[] = [
  {
    eventsInRun: null,
    stories: {
      ...DISPUTE_STORIES,
      ...ALERT_STORIES,
      ...REFUND_STORIES,
      ...REFUND_DOUBT_STORIES,
      ...RECONCILE_STORIES,
      ...PROVIDER_STORIES,
    },
  },
  { eventsInRun: 60, stories: DISPUTES_IN_MANY_RUNS },
  { eventsInRun: 12, stories: { ...REFUNDS_IN_MANY_RUNS, ...RECONCILE_IN_MANY_RUNS } },
];
