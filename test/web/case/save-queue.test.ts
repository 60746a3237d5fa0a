import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SavedDraft } from '../../../src/web/case/evidence/draft.ts';
import {
  fieldState,
  type SaveFailure,
  type SavePorts,
  SaveQueue,
} from '../../../src/web/case/evidence/save-queue.ts';
import { unsavedTexts } from '../../../src/web/case/evidence/unsaved.ts';

const LIMIT = 40;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Failure extends Error {
  readonly kind: SaveFailure['kind'];
  constructor(kind: SaveFailure['kind']) {
    super(kind);
    this.kind = kind;
  }
}

/** A server with one draft, and a browser's memory beside it. */
function desk(fields: Readonly<Record<string, string>> = {}) {
  const server = { draft: { revision: 1, frozen: false, fields } as SavedDraft };
  const calls: Readonly<Record<string, string>>[] = [];
  const failures: (Failure | 'lost answer')[] = [];
  const memory = new Map<string, string>();
  const looks: number[] = [];
  const storage = {
    get length() {
      return memory.size;
    },
    key: (at: number) => [...memory.keys()][at] ?? null,
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, value: string) => void memory.set(key, value),
    removeItem: (key: string) => void memory.delete(key),
    clear: () => memory.clear(),
  };
  const ports: SavePorts = {
    async save(revision, changed) {
      calls.push(changed);
      const failure = failures.shift();
      if (failure instanceof Failure) throw failure;
      if (revision !== server.draft.revision) throw new Failure('stale');
      server.draft = {
        ...server.draft,
        revision: revision + 1,
        fields: { ...server.draft.fields, ...changed },
      };
      if (failure === 'lost answer') throw new Failure('unreachable');
      return server.draft;
    },
    explain: (error) => ({ kind: error instanceof Failure ? error.kind : 'unreachable', message: 'Why.' }),
    look: () => void looks.push(1),
    limit: () => LIMIT,
    unsaved: unsavedTexts(storage, ['ada', 'whop:pay_1', 'dp_1']),
  };
  const changeElsewhere = (changed: Readonly<Record<string, string>>) => {
    const { revision, fields: before } = server.draft;
    server.draft = { revision: revision + 1, frozen: false, fields: { ...before, ...changed } };
  };
  return {
    server,
    calls,
    failures,
    memory,
    looks,
    changeElsewhere,
    open: () => new SaveQueue(server.draft, ports),
  };
}

function stateOf(queue: SaveQueue, name: string): string {
  return fieldState(queue.state(), name, LIMIT).is;
}

test('a burst of typing is saved once, after a pause', async () => {
  const { open, calls, memory } = desk();
  const queue = open();
  for (const text of ['S', 'Si', 'Sig']) queue.type('notes', text);
  expect([...memory.values()]).toHaveLength(1);
  expect(stateOf(queue, 'notes')).toBe('waiting');
  await vi.runAllTimersAsync();
  expect(calls).toEqual([{ notes: 'Sig' }]);
  expect(stateOf(queue, 'notes')).toBe('saved');
  expect(memory.size).toBe(0);
});

test('what is typed during a save goes with the next one', async () => {
  const { open, calls } = desk();
  const queue = open();
  queue.type('notes', 'one');
  const saving = queue.flush();
  queue.type('notes', 'one two');
  expect(await saving).toBe(true);
  expect(calls).toEqual([{ notes: 'one' }, { notes: 'one two' }]);
});

test('while nobody answers the text is kept in the browser and sent again', async () => {
  const { open, calls, failures, memory } = desk();
  const queue = open();
  failures.push(new Failure('unreachable'), new Failure('unreachable'));
  queue.type('notes', 'kept');
  expect(await queue.flush()).toBe(false);
  expect(stateOf(queue, 'notes')).toBe('failing');
  expect(memory.size).toBe(1);
  await vi.runAllTimersAsync();
  expect(calls).toHaveLength(3);
  expect(stateOf(queue, 'notes')).toBe('saved');
});

test('a save whose answer is lost is known again and conflicts with nothing', async () => {
  const { open, server, failures } = desk();
  const queue = open();
  failures.push('lost answer');
  queue.type('notes', 'arrived');
  await queue.flush();
  queue.type('notes', 'arrived, and more');
  queue.receive(server.draft);
  await vi.runAllTimersAsync();
  expect(server.draft.fields).toEqual({ notes: 'arrived, and more' });
  expect(queue.isUnsaved).toBe(false);
});

test('after a stale revision the draft is looked at anew, and other fields go on', async () => {
  const { open, server, looks, changeElsewhere } = desk();
  const queue = open();
  changeElsewhere({ product: 'theirs' });
  queue.type('notes', 'mine');
  const saving = queue.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(looks).toHaveLength(1);
  queue.receive(server.draft);
  await vi.runAllTimersAsync();
  expect(await saving).toBe(true);
  expect(server.draft.fields).toEqual({ product: 'theirs', notes: 'mine' });
});

test('a field both changed waits for the person, whose choice is then saved', async () => {
  const { open, server, memory, changeElsewhere } = desk();
  const queue = open();
  queue.type('notes', 'mine');
  changeElsewhere({ notes: 'theirs' });
  queue.receive(server.draft);
  expect(stateOf(queue, 'notes')).toBe('conflict');
  expect(await queue.flush()).toBe(false);
  expect(memory.size).toBe(1);
  queue.resolve('notes', 'mine and theirs');
  await vi.runAllTimersAsync();
  expect(server.draft.fields).toEqual({ notes: 'mine and theirs' });
  expect(memory.size).toBe(0);
});

test('a text that is refused is not sent again before it changes', async () => {
  const { open, calls, failures } = desk();
  const queue = open();
  failures.push(new Failure('refused'));
  queue.type('notes', 'bad');
  await vi.runAllTimersAsync();
  expect(stateOf(queue, 'notes')).toBe('refused');
  expect(calls).toHaveLength(1);
  queue.type('notes', 'good');
  await vi.runAllTimersAsync();
  expect(stateOf(queue, 'notes')).toBe('saved');
});

test('a text over the limit is held back, and the others are saved', async () => {
  const { open, server } = desk();
  const queue = open();
  queue.type('notes', 'x'.repeat(LIMIT + 1));
  queue.type('product', 'fits');
  await vi.runAllTimersAsync();
  expect(stateOf(queue, 'notes')).toBe('too_long');
  expect(server.draft.fields).toEqual({ product: 'fits' });
  expect(await queue.flush()).toBe(false);
});

test('unsaved text survives a reload and is saved then', async () => {
  const { open, server, failures } = desk();
  failures.push(new Failure('unreachable'));
  const before = open();
  before.type('notes', 'typed before the reload');
  await before.flush();
  vi.clearAllTimers();
  const after = open();
  expect(after.state().draft.edits['notes']?.text).toBe('typed before the reload');
  await vi.runAllTimersAsync();
  expect(server.draft.fields).toEqual({ notes: 'typed before the reload' });
});

test('what came too late for a decision is kept and told of', async () => {
  const { open, server, calls } = desk();
  const queue = open();
  queue.type('notes', 'late');
  queue.receive({ ...server.draft, frozen: true });
  await vi.runAllTimersAsync();
  expect(calls).toEqual([]);
  expect(stateOf(queue, 'notes')).toBe('frozen');
  queue.discard('notes');
  expect(queue.isUnsaved).toBe(false);
});

test('a file added here makes a revision that the next save knows', async () => {
  const { open, server, changeElsewhere, looks } = desk();
  const queue = open();
  changeElsewhere({});
  queue.advance(server.draft.revision);
  queue.type('notes', 'after the file');
  expect(await queue.flush()).toBe(true);
  expect(looks).toEqual([]);
});
