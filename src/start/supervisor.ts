import type { Logger } from 'pino';
import { SECOND, type Millis } from '../domain/instant.ts';
import { Child, type ChildSpec } from './child.ts';
import type { RunRecord } from './run-record.ts';

/** Together less than the ten seconds a stop may take. */
const APP_GRACE: Millis = 6 * SECOND;
const REST_GRACE: Millis = 3 * SECOND;

/** The children of one start: first those the app stands on, then the app. */
export class Supervisor {
  readonly #children: readonly Child[];
  readonly #app: Child;
  readonly #record: RunRecord;

  constructor(
    { app, supports }: { readonly app: ChildSpec; readonly supports: readonly ChildSpec[] },
    record: RunRecord,
    log: Logger,
  ) {
    const observer = { log, started: (name: string, pid: number) => record.add(name, pid) };
    this.#record = record;
    this.#children = supports.map((spec) => new Child(spec, observer));
    this.#app = new Child(app, observer);
  }

  /** Resolves once every child does its work. */
  async ready(): Promise<void> {
    await Promise.all([...this.#children, this.#app].map((child) => child.ready()));
  }

  /** Rejects when a child cannot be kept running. */
  async finished(): Promise<void> {
    await Promise.race([...this.#children, this.#app].map((child) => child.finished));
  }

  /** Stops the app first, so that what it has under way still finds what it stands on. */
  async stop(): Promise<void> {
    await this.#app.stop(APP_GRACE);
    await Promise.all(this.#children.map((child) => child.stop(REST_GRACE)));
    await this.#record.clear();
  }
}
