import { setTimeout as sleep } from 'node:timers/promises';
import type { Millis } from '../../src/domain/instant.ts';

/** Who calls, and who is called. */
export interface Route {
  readonly from: 'person' | 'sandbox' | 'worker' | 'api';
  readonly to: 'api' | 'sandbox';
}

/** A place in a life: the nth time that somebody makes this call. */
export interface Step extends Route {
  readonly life: string;
  /** The part of the life it belongs to. */
  readonly phase: string;
  readonly call: string;
  /** Counted from 1. */
  readonly nth: number;
}

/** Whether the work behind a call is still to be done, or is done and not answered. */
export type Moment = 'before' | 'after';

interface Hold {
  readonly step: Step;
  readonly moment: Moment;
  /** It came there and is being held. */
  held: boolean;
  release: (verdict: Verdict) => void;
  readonly verdict: Promise<Verdict>;
}

type Verdict = 'on' | 'cut';

/** A call as it came in. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export function nameOfStep({ life, phase, from, to, call, nth }: Step): string {
  return `${life}, ${phase}: ${from} to ${to}, ${call}, no. ${nth}`;
}

/** One call on its way through a gate. */
export interface PassingCall {
  before(): Promise<Verdict>;
  after(answer: string): Promise<Verdict>;
  /** Its caller is gone, or has its answer. */
  left(): void;
}

/** Everything one case or refund asks of the provider, and is asked or told, in its order; at one step of it, it can be held. */
export class Course {
  readonly life: string;
  readonly steps: Step[] = [];
  phase = '';
  #ids = new Set<string>();
  #hold: Hold | null = null;
  #underWay = 0;
  #lastAt = 0;

  constructor(life: string) {
    this.life = life;
  }

  /** From now on what names this belongs here. */
  knows(id: string): void {
    this.#ids.add(id);
  }

  concerns(text: string): boolean {
    for (const id of this.#ids) if (text.includes(id)) return true;
    return false;
  }

  /** Holds the call of a step when it comes. */
  holdAt(step: Step, moment: Moment): void {
    const { promise, resolve } = Promise.withResolvers<Verdict>();
    this.#hold = { step, moment, held: false, release: resolve, verdict: promise };
  }

  get isHeld(): boolean {
    return this.#hold?.held === true;
  }

  /** Lets the held call go on, or cuts its connection. Without one, none is held any more. */
  release(verdict: Verdict): void {
    this.#hold?.release(verdict);
    this.#hold = null;
  }

  /** Waits until nothing has been asked for a while. */
  async quiet(lasting: Millis): Promise<void> {
    while (this.#underWay > 0 || Date.now() - this.#lastAt < lasting) await sleep(50);
  }

  arrived(route: Route, { method, path, body }: Asked): PassingCall {
    this.#learn(body);
    const call = this.#nameOf({ method, path, body });
    const nth = this.steps.filter((step) => step.call === call && step.from === route.from).length + 1;
    const step: Step = { life: this.life, phase: this.phase, call, nth, ...route };
    this.steps.push(step);
    this.#underWay += 1;
    this.#lastAt = Date.now();
    const held: Hold[] = [];
    const at = async (moment: Moment): Promise<Verdict> => {
      const hold = this.#hold;
      if (hold?.moment !== moment || nameOfStep(hold.step) !== nameOfStep(step)) return 'on';
      hold.held = true;
      held.push(hold);
      return await hold.verdict;
    };
    return {
      before: () => at('before'),
      after: (answer) => {
        this.#learn(answer);
        return at('after');
      },
      left: () => {
        this.#underWay -= 1;
        this.#lastAt = Date.now();
        for (const hold of held) hold.held = false;
      },
    };
  }

  #nameOf({ method, path, body }: Asked): string {
    let name = (path.split('?')[0] ?? '').replace('/api/v1', '');
    for (const id of this.#ids) name = name.replaceAll(id, ':id');
    const type = name.startsWith('/webhooks') ? /"type":"([^"]+)"/.exec(body)?.[1] : undefined;
    return [
      method,
      decodeURIComponent(name).replace('whop::id', ':id'),
      ...(type === undefined ? [] : [type]),
    ].join(' ');
  }

  /** The ids of what it made or was told of, so that later calls about it are known. */
  #learn(body: string): void {
    for (const [id] of body.matchAll(/\b(dp|dspa|rf|file)_[A-Za-z0-9]{10,}/g)) this.knows(id);
  }
}
