import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import { skipTime } from '../setup/time.ts';
import type { Course } from './course.ts';
import { TOKEN, type Rig } from './rig.ts';

/** A life from its beginning to its end, in parts that each begin with somebody's act. */
export interface Life {
  readonly course: Course;
  readonly phases: readonly { readonly name: string; readonly live: () => Promise<void> }[];
  /** What became of it, and what the provider really did. */
  outcome(): Promise<object>;
}

/** So long nothing happens before a part counts as over. */
const QUIET: Millis = SECOND / 2;
/** A life goes by itself for so long; after that its clock is moved. */
const BY_ITSELF: Millis = 4 * SECOND;
const STEP: Millis = 2 * MINUTE;
const PATIENCE: Millis = 4 * MINUTE;
/** A case writes down what it took in after what it is just doing, which may be a call whose worker died: that is given up after 45 s. */
const WRITTEN_DOWN: Millis = 2 * MINUTE;

/** Goes through a life. Before the phase named it waits until it may go on. */
export async function live(
  { course, phases }: Life,
  brink?: { readonly phase: string; readonly reached: () => Promise<void> },
): Promise<void> {
  for (const phase of phases) {
    course.phase = phase.name;
    if (phase.name === brink?.phase) await brink.reached();
    await phase.live();
    await course.quiet(QUIET);
  }
}

/** Waits for something to come about, moving the clock of a workflow on when it does not come by itself. */
export async function until<T>(
  rig: Rig,
  {
    what,
    workflowId,
    step = STEP,
  }: { readonly what: string; readonly workflowId: string; readonly step?: Millis },
  look: () => Promise<T | null>,
  wanted: (found: T) => boolean,
): Promise<void> {
  const end = Date.now() + PATIENCE;
  let skipAt = Date.now() + BY_ITSELF;
  for (;;) {
    const found = await look();
    if (found !== null && wanted(found)) return;
    if (Date.now() > end) throw new Error(`never came to "${what}": ${JSON.stringify(found, null, 1)}`);
    if (!rig.isWhole()) skipAt = Date.now() + BY_ITSELF;
    if (Date.now() > skipAt) {
      await skipTime(rig.client.connection, rig.namespace, workflowId, step).catch(unlessAway);
      skipAt = Date.now() + SECOND;
    }
    await sleep(100);
  }
}

/** It has not begun or is over, or the server is away. */
function unlessAway(error: unknown): void {
  if (!isGrpcServiceError(error)) throw error;
}

/** Asks the API, and after any doubt again, until it answers other than by saying that it cannot now. `isDone` tells that it need not be asked again. */
export async function ask(
  rig: Rig,
  { method, path, body, key }: { method: string; path: string; body: object | FormData; key?: string },
  isDone: () => Promise<boolean> = async () => false,
): Promise<void> {
  const isForm = body instanceof FormData;
  for (let tries = 0; tries < 60; tries += 1) {
    if (tries > 0 && (await isDone())) return;
    const answer = await fetch(rig.api + path, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(!isForm && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: isForm ? body : JSON.stringify(body),
    }).catch(() => null);
    if (answer !== null && answer.status < 300) return;
    // The call before had reached its case after all, which shows when that is written down.
    if (answer?.status === 409 && tries > 0 && (await comesTrue(isDone))) return;
    if (answer !== null && answer.status < 500)
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    await sleep(SECOND / 2);
  }
  throw new Error(`${method} ${path} was never answered`);
}

async function comesTrue(isDone: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + WRITTEN_DOWN; Date.now() < end; await sleep(SECOND / 2)) {
    if (await isDone()) return true;
  }
  return false;
}
