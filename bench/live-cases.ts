import { setTimeout as sleep } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { z } from 'zod';
import type { CaseView } from '../src/api/schemas/case.ts';
import { MINUTE, SECOND, type Millis } from '../src/domain/instant.ts';

/** What the stream says changed. */
const Told = z.object({ id: z.string() });
/** Even if the stream says nothing. */
const LOOK_AGAIN: Millis = 5 * SECOND;

/** The cases of a desk as people see them: read again when the API's live events say that one may look different. */
export class LiveCases {
  readonly #api: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #closed = new AbortController();
  readonly #waiting = new Map<string, Set<() => void>>();

  /** @param token - of somebody who sees every merchant */
  constructor(api: string, token: string) {
    this.#api = api;
    this.#headers = { authorization: `Bearer ${token}` };
    void this.#follow();
  }

  /**
   * Waits until a case is as wanted.
   *
   * @throws Error naming what was waited for, after `within`
   */
  async until(
    caseId: string,
    what: string,
    holds: (view: CaseView) => boolean,
    within: Millis = 5 * MINUTE,
  ): Promise<CaseView> {
    for (const deadline = performance.now() + within; performance.now() < deadline;) {
      const changed = this.#change(caseId);
      const view = await this.read(caseId);
      if (view !== null && holds(view)) return view;
      await Promise.race([changed, sleep(LOOK_AGAIN)]);
    }
    throw new Error(`${caseId} was not ${what} within ${within / SECOND} s.`);
  }

  /** One case; null while it is not known, or the API is not there. */
  async read(caseId: string): Promise<CaseView | null> {
    const response = await fetch(`${this.#api}/api/v1/disputes/${encodeURIComponent(caseId)}`, {
      headers: this.#headers,
    }).catch(() => null);
    if (response?.ok !== true) {
      await response?.body?.cancel();
      return null;
    }
    const view: CaseView = JSON.parse(await response.text());
    return view;
  }

  close(): void {
    this.#closed.abort();
  }

  #change(caseId: string): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(caseId) ?? new Set();
      this.#waiting.set(caseId, waiting.add(resolve));
    });
  }

  #tell(caseIds: Iterable<string>): void {
    for (const caseId of caseIds) {
      for (const resolve of this.#waiting.get(caseId) ?? []) resolve();
      this.#waiting.delete(caseId);
    }
  }

  /** Begins anew whenever the stream ends, until closed; each begins by saying that everything may have changed. */
  async #follow(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      try {
        const response = await fetch(`${this.#api}/api/v1/events`, { headers: this.#headers, signal });
        const events = response.body
          ?.pipeThrough(new TextDecoderStream())
          .pipeThrough(new EventSourceParserStream());
        for await (const { event, data } of events ?? []) {
          if (event === 'resync') this.#tell([...this.#waiting.keys()]);
          else if (event === 'case') this.#tell([Told.parse(JSON.parse(data)).id]);
        }
      } catch {
        await sleep(SECOND, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
