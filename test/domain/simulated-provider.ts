import { type Instant, DAY, type Millis, instant, millis } from '../../src/domain/instant.ts';
import type { DisputeReading, HeldEvidence, Stage } from '../../src/domain/provider.ts';
import type { TextRef } from '../../src/domain/text.ts';
import { text } from './builders.ts';
import { DECLINED, type Fate, GOOD, SimulatedFailure } from './simulated-call.ts';

export type Change =
  | 'formal'
  | 'answered_elsewhere'
  | 'evidence_edited'
  | 'deadline_moved'
  | 'blip'
  | 'withdrawn'
  | 'lost_then_won';

/** An answer that took effect. */
export interface Effect {
  readonly id: string;
  readonly stage: Stage;
  readonly at: Instant;
  readonly kind: 'challenge' | 'concession';
  readonly evidence: HeldEvidence | null;
}

export interface ProviderHabits {
  /** No answer is taken after the deadline. */
  readonly strict: boolean;
  /** For a day after an answer it only says that nothing can be changed any more. */
  readonly slow: boolean;
}

const RULES_AFTER = 20 * DAY;
const GIVES_UP_AFTER = 30 * DAY;

/**
 * A provider's disputes over time. It keeps every version of each, so that a read can show an old one, and it never refuses a second submission of
 * ours, so that a second one shows.
 */
export class SimulatedProvider {
  readonly effects: Effect[] = [];
  /** Every change, for the webhook that tells of it. */
  readonly changes: { readonly at: Instant; readonly reading: DisputeReading }[] = [];
  readonly #habits: ProviderHabits;
  readonly #versions = new Map<string, { at: Instant; reading: DisputeReading }[]>();
  #due: { at: Instant; apply: () => void }[] = [];
  #clock: Instant;

  constructor(start: Instant, habits: ProviderHabits) {
    this.#clock = start;
    this.#habits = habits;
  }

  /** Lets everything that was due until then happen. */
  advance(to: Instant): void {
    for (;;) {
      const next = this.#due.toSorted((a, b) => millis(a.at) - millis(b.at))[0];
      if (next === undefined || next.at > to) break;
      this.#due = this.#due.filter((item) => item !== next);
      if (next.at > this.#clock) this.#clock = next.at;
      next.apply();
    }
    if (to > this.#clock) this.#clock = to;
  }

  nextMoment(): Instant | null {
    return this.#due.map(({ at }) => at).toSorted()[0] ?? null;
  }

  schedule(wait: Millis, apply: () => void): void {
    this.#due.push({ at: instant(millis(this.#clock) + wait), apply });
  }

  open(reading: DisputeReading): void {
    this.#put({ ...reading, evidence: reading.evidence ?? { fields: {}, files: {} } });
    this.#expectAnswer(reading.id);
  }

  /** As it stood `age` ago, or when it was opened. */
  read(id: string, { answer }: Fate = GOOD, age: Millis = 0): DisputeReading {
    if (answer !== 'good') throw new SimulatedFailure(answer);
    const versions = this.#versions.get(id) ?? [];
    const then = instant(millis(this.#clock) - age);
    const found = versions.findLast(({ at }) => at <= then) ?? versions[0];
    if (found === undefined) throw new SimulatedFailure('not_found');
    return found.reading;
  }

  stage(id: string, changes: Readonly<Record<string, TextRef | null>>, fate: Fate): DisputeReading {
    return this.#act(id, fate, (now) => {
      const fields = Object.entries({ ...now.evidence?.fields, ...changes });
      const kept = fields.filter((entry): entry is [string, TextRef] => entry[1] !== null);
      this.#put({ ...now, evidence: { fields: Object.fromEntries(kept), files: {} } });
    });
  }

  /** `texts` come with the call where no draft is held. */
  submit(id: string, fate: Fate, texts?: Readonly<Record<string, TextRef>>): DisputeReading {
    return this.#act(id, fate, (now) => {
      const evidence = texts === undefined ? now.evidence : { fields: texts, files: {} };
      this.effects.push({ id, stage: now.stage, at: this.#clock, kind: 'challenge', evidence });
      this.#review(now);
    });
  }

  concede(id: string, fate: Fate): DisputeReading {
    return this.#act(id, fate, (now) => {
      this.effects.push({ id, stage: now.stage, at: this.#clock, kind: 'concession', evidence: null });
      this.#rule(id, 'lost');
    });
  }

  /** Something that happens to a dispute without us. */
  happen(id: string, change: Change): void {
    if (!this.#versions.has(id)) return;
    const now = this.read(id);
    const waiting = now.status === 'needs_response' && now.editable !== false;
    switch (change) {
      case 'formal':
        if (now.stage !== 'alert') return;
        this.#put({
          ...now,
          stage: 'chargeback',
          status: 'needs_response',
          providerStatus: 'needs_response',
          editable: true,
          respondBy: instant(millis(this.#clock) + 7 * DAY),
        });
        return this.#expectAnswer(id);
      case 'answered_elsewhere':
        return waiting ? this.#review(now) : undefined;
      case 'evidence_edited': {
        if (!waiting) return;
        const fields = { ...now.evidence?.fields, notes: text(`theirs at ${this.#clock}`) };
        return this.#put({ ...now, evidence: { fields, files: {} } });
      }
      case 'deadline_moved':
        if (!waiting) return;
        this.#put({ ...now, respondBy: instant(millis(now.respondBy ?? this.#clock) + 3 * DAY) });
        return this.#expectAnswer(id);
      case 'blip':
        if (now.status === 'other') return;
        this.#put({ ...now, stage: 'other', status: 'other', providerStatus: 'being_looked_at' });
        return this.schedule(DAY / 4, () => {
          const then = this.read(id);
          if (then.status === 'other') this.#put({ ...then, ...statusOf(now) });
        });
      case 'withdrawn':
        return waiting ? this.#rule(id, 'closed') : undefined;
      case 'lost_then_won':
        if (now.status !== 'lost') return;
        this.#rule(id, 'won');
    }
  }

  #act(id: string, fate: Fate, effect: (now: DisputeReading) => void): DisputeReading {
    const now = this.read(id);
    const ours = this.effects.some((done) => done.id === id && done.stage === now.stage);
    const closed = now.status !== 'needs_response' || now.editable === false;
    const apply = () => {
      const then = this.read(id);
      if (then.stage === now.stage) effect(then);
    };
    const { answer } = fate;
    if (answer === 'good') {
      if (closed && !ours) throw new SimulatedFailure('refused');
      apply();
      return this.read(id);
    }
    if (DECLINED.has(answer) || (closed && !ours) || !fate.works) throw new SimulatedFailure(answer);
    if (answer === 'timed_out' || answer === 'lost') this.schedule(fate.delay, apply);
    else apply();
    throw new SimulatedFailure(answer);
  }

  #review(now: DisputeReading): void {
    const providerStatus = now.stage === 'alert' ? 'warning_under_review' : 'under_review';
    const reviewed = { status: 'under_review', providerStatus, editable: false } as const;
    this.#put({ ...now, ...(this.#habits.slow ? { editable: false } : reviewed) });
    this.#whenKnown(now.id, DAY, () => {
      const then = this.read(now.id);
      if (then.status === 'needs_response' && then.editable === false) this.#put({ ...then, ...reviewed });
    });
    this.#whenKnown(now.id, RULES_AFTER, () =>
      this.#rule(now.id, now.stage === 'alert' ? 'closed' : 'won', now.stage),
    );
  }

  #rule(id: string, status: 'won' | 'lost' | 'closed', stage?: Stage): void {
    const now = this.read(id);
    if (stage !== undefined && now.stage !== stage) return;
    const providerStatus = now.stage === 'alert' ? `warning_${status}` : status;
    this.#put({ ...now, status, providerStatus, editable: false });
  }

  /** Nobody answering loses, at once or after a while. */
  #expectAnswer(id: string): void {
    const { respondBy, stage } = this.read(id);
    if (respondBy === null) return;
    const unanswered = () => {
      const now = this.read(id);
      return now.status === 'needs_response' && now.respondBy === respondBy && now.stage === stage;
    };
    const left = Math.max(0, millis(respondBy) - millis(this.#clock));
    this.#whenKnown(id, left, () => {
      if (this.#habits.strict && unanswered()) this.#put({ ...this.read(id), editable: false });
    });
    this.#whenKnown(id, left + GIVES_UP_AFTER, () => {
      if (unanswered()) this.#rule(id, stage === 'alert' ? 'closed' : 'lost');
    });
  }

  /** Waits longer while the dispute stands in a status of its own. */
  #whenKnown(id: string, wait: Millis, apply: () => void): void {
    this.schedule(wait, () => {
      if (this.read(id).status === 'other') this.#whenKnown(id, DAY, apply);
      else apply();
    });
  }

  #put(reading: DisputeReading): void {
    const version = { at: this.#clock, reading };
    this.#versions.set(reading.id, [...(this.#versions.get(reading.id) ?? []), version]);
    this.changes.push(version);
  }
}

function statusOf({ stage, status, providerStatus }: DisputeReading) {
  return { stage, status, providerStatus };
}
