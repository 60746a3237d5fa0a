import type { Client } from '@temporalio/client';
import { SECOND, type Millis } from '../domain/instant.ts';
import { queueService } from './deployment.ts';

const DEADLINE: Millis = SECOND;

/** How Temporal stands. */
export interface TemporalHealth {
  readonly server: boolean;
  /** Whether a worker polls for workflow tasks that may have them: one of the current version, or without one where none is current. */
  readonly worker: boolean;
  /** The version all work goes to; null or absent where workers have none. */
  readonly version?: string | null;
}

/** Whether the server answers, and whether a worker polls a task queue for workflow tasks. Never throws; an answer takes a second at most. */
export async function temporalHealth(client: Client, taskQueue: string): Promise<TemporalHealth> {
  try {
    const { current, polling } = await client.withDeadline(Date.now() + DEADLINE, () =>
      queueService(client, taskQueue, 'workflow'),
    );
    return { server: true, worker: polling.includes(current), version: current };
  } catch {
    return { server: false, worker: false };
  }
}
