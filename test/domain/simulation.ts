import { decide, refuseDecision } from '../../src/domain/decisions.ts';
import { edit, refuseEdit } from '../../src/domain/edits.ts';
import { CaseFile } from '../../src/domain/case-file.ts';
import type { Actor } from '../../src/domain/case.ts';
import { tick } from '../../src/domain/clock.ts';
import { DAY, type Instant, type Millis, SECOND, earliest, millis, plus } from '../../src/domain/instant.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import type { DecisionRequest, WorkflowPolicy } from '../../src/domain/messages.ts';
import { type Step, plan } from '../../src/domain/plan.ts';
import type { DisputeReading, ProviderEvent } from '../../src/domain/provider.ts';
import { ANN, START, emptyFile, event, text } from './builders.ts';
import { type Fate, GOOD } from './simulated-call.ts';
import { type Change, type ProviderHabits, SimulatedProvider } from './simulated-provider.ts';
import { worldIn } from './simulated-world.ts';
import { checkSubmit, checkWait } from './promises.ts';
import type { Capabilities } from '../../src/domain/provider.ts';
import { perform } from '../../src/workflows/steps.ts';

/** What a simulated case goes through. Times count from the start. */
export interface Story {
  readonly openings: readonly { readonly after: Millis; readonly reading: DisputeReading }[];
  readonly changes: readonly { readonly after: Millis; readonly id: string; readonly change: Change }[];
  readonly acts: readonly { readonly after: Millis; readonly id: string; readonly act: PersonAct }[];
  /** What becomes of the calls of each kind, one after the other; when they are used up all goes well. */
  readonly fates: Readonly<Record<CallKind, readonly Fate[]>>;
  /** How old what a read shows is, taken in turn for ever. */
  readonly ages: readonly Millis[];
  /** For each webhook the delays after which it arrives, none when it is lost; when they are used up each arrives once. */
  readonly deliveries: readonly (readonly Millis[])[];
  readonly habits: ProviderHabits;
  readonly policy: Partial<WorkflowPolicy>;
}

/** An event on its way to the case. */
interface Arrival {
  readonly at: Instant;
  readonly event: ProviderEvent;
  /** Found by comparing, and told to nobody who reads by himself. */
  readonly isCompared: boolean;
}

/** `look`: the reads before a staging and around an answer. `submit`: answers and concessions. */
export type CallKind = 'read' | 'look' | 'stage' | 'submit';

export type PersonAct = 'challenge' | 'concede' | 'propose' | keyof typeof NOTES;

/** What a person makes of the notes. Few words, so that a read may show old ones that look new. */
const NOTES = { say_one: text('one'), say_two: text('two'), clear: null } as const;

/** Somebody who may only propose. */
const PROPOSER: Actor = { type: 'person', id: 'pat', via: 'page' };

const LAST_DAY = plus(START, 1000 * DAY);
const MOST_TURNS = 20_000;
/** A webhook that opens a case and was lost is found by a reconcile run after this time. */
const RECONCILED_AFTER = DAY / 4;
/** One about a case that is closed by then, and reads no more, is found by the daily comparison. */
const COMPARED_AFTER = DAY;

/**
 * Runs a case by the workflow's own steps (take in, tick, plan, perform) against a simulated provider, jumping from each planned moment to the next. A
 * wait carries the state through JSON, as continue-as-new does. Throws when the loop stalls, looks back in time or never ends.
 */
export class Simulation {
  readonly provider: SimulatedProvider;
  file: CaseFile;
  now: Instant = START;
  /** Every step that was performed, with its moment. */
  readonly steps: { readonly at: Instant; readonly step: Step['do'] }[] = [];
  readonly #fates: Record<CallKind, Fate[]>;
  readonly #ages: readonly Millis[];
  #reads = 0;
  readonly #deliveries: (readonly Millis[])[];
  #arrivals: Arrival[] = [];
  #acts: { readonly at: Instant; readonly id: string; readonly act: PersonAct }[];
  /** The field people write into. */
  readonly #field: string;
  #told = 0;
  #running = false;
  #hasJustBegun = false;

  constructor(story: Story, capabilities: Capabilities) {
    // Only a provider that holds a draft says whether it can still be changed.
    const habits = capabilities.stage ? story.habits : { strict: false, slow: false };
    this.provider = new SimulatedProvider(START, habits);
    this.file = emptyFile({ policy: story.policy, capabilities });
    this.#field = 'notes' in capabilities.fields ? 'notes' : (Object.keys(capabilities.fields)[0] ?? '');
    const { read, look, stage, submit } = story.fates;
    this.#fates = { read: [...read], look: [...look], stage: [...stage], submit: [...submit] };
    this.#ages = story.ages;
    this.#deliveries = [...story.deliveries];
    this.#acts = story.acts.map(({ after, ...act }) => ({ ...act, at: plus(START, after) }));
    for (const { after, reading } of story.openings) {
      const told = capabilities.stage ? reading : { ...reading, editable: null };
      this.provider.schedule(after, () => this.provider.open(told));
    }
    for (const { after, id, change } of story.changes) {
      if (change === 'evidence_edited' && !capabilities.stage) continue;
      this.provider.schedule(after, () => this.provider.happen(id, change));
    }
  }

  /** Runs to the end of the case. */
  async run(): Promise<this> {
    const world = worldIn(this);
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      this.#world();
      if (!this.#running && !this.#start()) {
        if (!this.#skip(null)) return this;
        continue;
      }
      const step = this.#turn();
      if (step.do === 'wait') {
        checkWait(this.file, step.next?.at ?? null, this.now);
        if (!this.#skip(step.next?.at ?? null)) throw new Error('the case waits for ever');
        this.file = carriedOver(this.file);
      } else if (step.do === 'finish') {
        this.file.state.open = false;
        this.#running = false;
      } else {
        this.steps.push({ at: this.now, step: step.do });
        if (step.do === 'submit' || step.do === 'concede') checkSubmit(step.dispute);
        await perform(this.file, step, world);
      }
    }
    throw new Error(`the case never ends: ${JSON.stringify(this.steps.slice(-5))}`);
  }

  /** What becomes of the next call of a kind. */
  fate(kind: CallKind): Fate {
    return this.#fates[kind].shift() ?? GOOD;
  }

  /** A read of a dispute, which may show it as it was a while ago. */
  read(id: string, kind: CallKind): DisputeReading {
    this.#reads += 1;
    const age = this.#ages[this.#reads % Math.max(1, this.#ages.length)] ?? 0;
    return this.provider.read(id, this.fate(kind), age);
  }

  /** Time that a call takes: the world moves on, and people act at once. */
  pass(span: Millis): void {
    this.now = plus(this.now, span);
    this.#world();
  }

  #turn(): Step {
    for (const { event: told } of this.#arrived()) takeEvent(this.file, told, this.now);
    tick(this.file, this.now);
    return plan(this.file, this.now);
  }

  /** An event starts a run, or a new one after the last has ended. */
  #start(): boolean {
    this.#running = this.#arrivals.some(({ at }) => at <= this.now);
    this.#hasJustBegun = this.#running;
    if (this.#running) this.file = carriedOver(this.file);
    return this.#running;
  }

  #arrived(): readonly Arrival[] {
    const arrived = this.#arrivals.filter(
      ({ at, isCompared }) => at <= this.now && (!isCompared || this.#hasJustBegun),
    );
    this.#arrivals = this.#arrivals.filter(({ at }) => at > this.now);
    this.#hasJustBegun = false;
    return arrived.toSorted((a, b) => millis(a.at) - millis(b.at));
  }

  #world(): void {
    this.provider.advance(this.now);
    for (const { at, reading } of this.provider.changes.slice(this.#told)) this.#tell(at, reading);
    this.#told = this.provider.changes.length;
    const due = this.#acts.filter(({ at }) => at <= this.now);
    this.#acts = this.#acts.filter(({ at }) => at > this.now);
    for (const { id, act } of due) if (this.#running) this.#act(id, act);
  }

  #tell(at: Instant, reading: DisputeReading): void {
    const told = event({ ...reading, evidence: null });
    const planned = this.#deliveries.shift() ?? [SECOND];
    const isNews =
      this.provider.changes.find((change) => change.reading.id === reading.id)?.reading === reading;
    const isLost = planned.length === 0;
    const delays = isLost ? [isNews ? RECONCILED_AFTER : COMPARED_AFTER] : planned;
    const isCompared = isLost && !isNews;
    this.#arrivals.push(...delays.map((delay) => ({ at: plus(at, delay), event: told, isCompared })));
  }

  #act(id: string, act: PersonAct): void {
    const { file, now } = this;
    switch (act) {
      case 'say_one':
      case 'say_two':
      case 'clear': {
        const request = { disputeId: id, fields: { [this.#field]: NOTES[act] }, by: ANN };
        if (refuseEdit(file, request) === null) edit(file, request, now);
        return;
      }
      case 'propose':
        return this.#choose({ disputeId: id, decision: 'challenge', authority: 'propose', by: PROPOSER });
      case 'challenge':
      case 'concede':
        return this.#choose({ disputeId: id, decision: act, confirm: act, by: ANN });
    }
  }

  #choose(request: DecisionRequest): void {
    if (refuseDecision(this.file, request, this.now) === null) decide(this.file, request, this.now);
  }

  /** Jumps to whatever comes next; false when nothing does. */
  #skip(until: Instant | null): boolean {
    const arrival = earliest(...this.#arrivals.map(({ at }) => at));
    const act = this.#running ? earliest(...this.#acts.map(({ at }) => at)) : null;
    const next = earliest(until, arrival, act, this.provider.nextMoment());
    if (next === null) return false;
    if (next > LAST_DAY) throw new Error('the case never ends');
    if (next > this.now) this.now = next;
    return true;
  }
}

/** The same case in a new run. */
function carriedOver({ state, policy, capabilities, unrecorded }: CaseFile): CaseFile {
  return new CaseFile(JSON.parse(JSON.stringify(state)), policy, capabilities, unrecorded);
}
