import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

/** A refund has no deadline: what it did is written down before it goes on, however long the store is away. */
export const { recordRefund, loadRefund } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '5s',
  retry: { maximumInterval: '30s' },
});

/** One attempt: when to read again is the workflow's business, which knows what it is waiting for. */
export const { readRefunds, readBaseline } = proxyActivities<Activities>({
  startToCloseTimeout: '45s',
  scheduleToCloseTimeout: '2m',
  retry: { maximumAttempts: 1 },
});

/** The call that moves money. As with a submission, 45 s after it started no attempt can still be alive. */
export const { sendRefund } = proxyActivities<Activities>({
  scheduleToStartTimeout: '20s',
  startToCloseTimeout: '45s',
  retry: { maximumAttempts: 1 },
});

/** One attempt: its line asks again by itself. */
export const { takeUpRefund } = proxyActivities<Activities>({
  startToCloseTimeout: '45s',
  scheduleToCloseTimeout: '2m',
  retry: { maximumAttempts: 1 },
});

/** Tried a few times; then its line goes on with what else waits. */
export const { followRefunds } = proxyActivities<Activities>({
  startToCloseTimeout: '45s',
  retry: { maximumAttempts: 5 },
});

export const { passRefundEventOn, tellCase } = proxyActivities<Activities>({
  startToCloseTimeout: '45s',
  retry: { maximumInterval: '10m' },
});
