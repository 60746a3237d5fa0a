import {
  type EditedDraft,
  conflicts,
  received,
  refused,
  resolved,
  type SavedDraft,
  sending,
  startDraft,
  typed,
  unsent,
} from './draft.ts';
import type { UnsavedTexts } from './unsaved.ts';

/** So long nobody types before what was typed is sent. */
const PAUSE = 900;
/** Waits after failures in a row, the last one for all that follow. */
const RETRY = [1_000, 3_000, 10_000, 30_000] as const;
/** How often everything is tried to be saved at somebody's bidding. */
const FLUSH_ROUNDS = 5;

/** How saving went wrong, by what can be done about it. */
export type SaveFailure =
  /** Somebody else changed the draft, or it was frozen: look again, then go on. */
  | { readonly kind: 'stale'; readonly message: string }
  /** The texts themselves are refused: sending them again is no use. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Nobody answered, or not now. */
  | { readonly kind: 'unreachable'; readonly message: string };

export interface SavePorts {
  /** Sends texts; an empty one clears. Rejects with whatever `explain` explains. */
  save(revision: number, fields: Readonly<Record<string, string>>): Promise<SavedDraft>;
  explain(error: unknown): SaveFailure;
  /** Asks for the draft anew; it comes in by `receive`. */
  look(): void;
  /** The longest text a field takes, in UTF-16 code units. */
  limit(name: string): number;
  readonly unsaved: UnsavedTexts;
}

/** Everything there is to show of a draft being edited. */
export interface SaveState {
  readonly draft: EditedDraft;
  /** Fields on their way right now. */
  readonly sending: readonly string[];
  /** Fields saved since the page was opened. */
  readonly saved: readonly string[];
  readonly failure: SaveFailure | null;
  /** Fields whose present text was refused. */
  readonly refused: Readonly<Record<string, string>>;
}

/**
 * Saves a draft while it is typed: one request at a time, after a pause in typing, again after failures. What is not saved is kept in the browser, and
 * what both sides changed waits for the person.
 */
export class SaveQueue {
  #state: SaveState;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #inFlight: Promise<void> | null = null;
  #failures = 0;
  readonly #ports: SavePorts;
  readonly #listeners = new Set<() => void>();

  constructor(saved: SavedDraft, ports: SavePorts) {
    this.#ports = ports;
    const kept = ports.unsaved.all();
    const draft = startDraft(saved, kept);
    this.#state = { draft, sending: [], saved: [], failure: null, refused: {} };
    for (const name of Object.keys(kept)) if (draft.edits[name] === undefined) ports.unsaved.forget(name);
    this.#plan(PAUSE);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): SaveState => this.#state;

  type(name: string, text: string): void {
    const { [name]: _gone, ...others } = this.#state.refused;
    this.#change({ draft: typed(this.#state.draft, name, text), refused: others });
    this.#plan(PAUSE);
  }

  receive(saved: SavedDraft): void {
    const draft = received(this.#state.draft, saved);
    if (draft === this.#state.draft) return;
    this.#change({ draft });
    this.#plan(PAUSE);
  }

  /** Ends a conflict with the text that is to stand. */
  resolve(name: string, text: string): void {
    this.#change({ draft: resolved(this.#state.draft, name, text) });
    void this.flush();
  }

  /** Gives up what is not saved of a field. */
  discard(name: string): void {
    const { saved, edits, taken } = this.#state.draft;
    const { [name]: _gone, ...rest } = edits;
    this.#change({ draft: { saved, edits: rest, taken } });
  }

  /** Whether anything typed here is not saved. */
  get isUnsaved(): boolean {
    return Object.keys(this.#state.draft.edits).length > 0;
  }

  /** An act of one's own made a revision without touching a text, as adding a file does. */
  advance(revision: number): void {
    const { saved } = this.#state.draft;
    if (revision === saved.revision + 1) this.receive({ ...saved, revision });
    else this.#ports.look();
  }

  /** Saves at once. @returns whether everything is saved now */
  async flush(): Promise<boolean> {
    // Typing goes on while a request is under way, and a stale draft comes in anew, so that one round may not be enough.
    for (let round = 0; round < FLUSH_ROUNDS; round += 1) {
      while (this.#inFlight !== null) await this.#inFlight;
      if (Object.keys(this.#sendable()).length === 0) break;
      this.#inFlight = this.#send().finally(() => (this.#inFlight = null));
      await this.#inFlight;
      const { failure } = this.#state;
      if (failure?.kind === 'unreachable') break;
      if (failure?.kind === 'stale') await new Promise((go) => setTimeout(go, RETRY[0]));
    }
    return !this.isUnsaved;
  }

  #sendable(): Readonly<Record<string, string>> {
    const { draft, refused: turnedDown } = this.#state;
    if (draft.saved.frozen) return {};
    const fits = ([name, text]: [string, string]) =>
      text.length <= this.#ports.limit(name) && turnedDown[name] === undefined;
    return Object.fromEntries(Object.entries(unsent(draft)).filter(fits));
  }

  async #send(): Promise<void> {
    this.#cancel();
    const fields = this.#sendable();
    const names = Object.keys(fields);
    this.#change({ sending: names, draft: sending(this.#state.draft, fields) });
    try {
      const saved = await this.#ports.save(this.#state.draft.saved.revision, fields);
      this.#failures = 0;
      const known = [...new Set([...this.#state.saved, ...names])];
      this.#change({
        draft: received(this.#state.draft, saved),
        sending: [],
        saved: known,
        failure: null,
      });
      this.#plan(PAUSE);
    } catch (error) {
      this.#failed(this.#ports.explain(error), fields);
    }
  }

  #failed(failure: SaveFailure, fields: Readonly<Record<string, string>>): void {
    const arrivedMaybe = failure.kind === 'unreachable';
    const draft = arrivedMaybe ? this.#state.draft : refused(this.#state.draft);
    const turnedDown =
      failure.kind === 'refused' ? Object.keys(fields).map((name) => [name, failure.message]) : [];
    this.#change({
      draft,
      sending: [],
      failure: failure.kind === 'refused' ? null : failure,
      refused: { ...this.#state.refused, ...Object.fromEntries(turnedDown) },
    });
    if (failure.kind === 'refused') return;
    if (failure.kind === 'stale') this.#ports.look();
    const wait = RETRY[Math.min(this.#failures, RETRY.length - 1)] ?? 0;
    this.#failures += 1;
    this.#plan(wait);
  }

  #plan(wait: number): void {
    this.#cancel();
    if (Object.keys(this.#sendable()).length === 0) return;
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #change(change: Partial<SaveState>): void {
    const before = this.#state.draft;
    this.#state = { ...this.#state, ...change };
    this.#rememberUnsaved(before, this.#state.draft);
    for (const listener of this.#listeners) listener();
  }

  #rememberUnsaved(before: EditedDraft, now: EditedDraft): void {
    for (const name of Object.keys(before.edits))
      if (now.edits[name] === undefined) this.#ports.unsaved.forget(name);
    for (const [name, edit] of Object.entries(now.edits))
      if (before.edits[name] !== edit) this.#ports.unsaved.keep(name, edit);
  }
}

/** How one field stands. */
export type FieldState =
  | { readonly is: 'untouched' | 'saved' | 'waiting' | 'sending' | 'conflict' }
  | { readonly is: 'too_long' | 'frozen' }
  | { readonly is: 'refused' | 'failing'; readonly message: string };

export function fieldState(state: SaveState, name: string, limit: number): FieldState {
  const { draft, failure } = state;
  const edit = draft.edits[name];
  if (edit === undefined) return { is: state.saved.includes(name) ? 'saved' : 'untouched' };
  if (draft.saved.frozen) return { is: 'frozen' };
  if (conflicts(draft).includes(name)) return { is: 'conflict' };
  if (edit.text.length > limit) return { is: 'too_long' };
  const refusal = state.refused[name];
  if (refusal !== undefined) return { is: 'refused', message: refusal };
  if (failure?.kind === 'unreachable') return { is: 'failing', message: failure.message };
  return { is: state.sending.includes(name) ? 'sending' : 'waiting' };
}
