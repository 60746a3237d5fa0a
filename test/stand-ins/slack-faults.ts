import type { ServerResponse } from 'node:http';

/**
 * What can go wrong at Slack.
 * - `slow_down`: 429 with `Retry-After`, nothing done
 * - `cut`: the work is done, and the connection ends before the answer
 * - `broken`: 500, nothing done
 * - `hang`: nothing is done, and no answer comes until the stand-in stops or is mended
 * - `late`: the work is done and answered only when the stand-in is mended
 * - `refuse`: 200 with one of Slack's words
 */
export type SlackFault =
  | { readonly kind: 'slow_down'; readonly after: number }
  | { readonly kind: 'cut' | 'broken' | 'hang' | 'late' }
  | { readonly kind: 'refuse'; readonly word: string };

interface Planned {
  readonly method: string;
  readonly fault: SlackFault;
  /** How many more calls it is for. */
  left: number;
}

/** What is to go wrong, at which method; `*` for every one. */
export class SlackFaults {
  #planned: Planned[] = [];
  readonly #hanging = new Set<ServerResponse>();
  readonly #late: (() => void)[] = [];

  plan(method: string, fault: SlackFault, times: number): void {
    this.#planned.push({ method, fault, left: times });
  }

  mend(): void {
    this.#planned = [];
    for (const response of this.#hanging) response.destroy();
    this.#hanging.clear();
    for (const answer of this.#late.splice(0)) answer();
  }

  next(method: string): SlackFault | null {
    const planned = this.#planned.find(
      (one) => (one.method === method || one.method === '*') && one.left > 0,
    );
    if (planned === undefined) return null;
    planned.left -= 1;
    return planned.fault;
  }

  hang(response: ServerResponse): void {
    this.#hanging.add(response);
  }

  delay(answer: () => void): void {
    this.#late.push(answer);
  }
}
