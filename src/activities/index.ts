import { createAnsweringActivities } from './answering.ts';
import type { ActivityPorts } from './ports.ts';
import { createReadingActivities } from './reading.ts';
import { createReconcilingActivities } from './reconciling.ts';
import { createRecordActivities } from './records.ts';
import { createRefundActivities } from './refunding.ts';
import { createReopeningActivities } from './reopening.ts';

export type { ActivityPorts } from './ports.ts';

/** Everything a worker can do to the world. */
export function createActivities(ports: ActivityPorts) {
  return {
    ...createRecordActivities(ports),
    ...createReadingActivities(ports),
    ...createAnsweringActivities(ports),
    ...createRefundActivities(ports),
    ...createReconcilingActivities(ports),
    ...createReopeningActivities(ports),
  };
}

export type Activities = ReturnType<typeof createActivities>;
