import { expect, test } from 'vitest';
import {
  conflicts,
  type EditedDraft,
  received,
  refused,
  resolved,
  sending,
  startDraft,
  textOf,
  typed,
  unsent,
} from '../../../src/web/case/evidence/draft.ts';

function saved(revision: number, fields: Readonly<Record<string, string>> = {}) {
  return { revision, frozen: false, fields };
}

function drafted(fields: Readonly<Record<string, string>> = {}): EditedDraft {
  return startDraft(saved(1, fields));
}

test('what is typed is unsent until the server shows it', () => {
  const draft = typed(drafted(), 'notes', 'Signed in');
  expect(unsent(draft)).toEqual({ notes: 'Signed in' });
  expect(unsent(received(draft, saved(2, { notes: 'Signed in' })))).toEqual({});
});

test('what is typed back to what is saved is nothing to send', () => {
  const draft = typed(typed(drafted({ notes: 'a' }), 'notes', 'ab'), 'notes', 'a');
  expect(draft.edits).toEqual({});
});

test('a field only somebody else changed is taken and told of', () => {
  const draft = received(typed(drafted(), 'notes', 'mine'), saved(2, { product: 'theirs' }));
  expect(textOf(draft, 'product')).toBe('theirs');
  expect(draft.taken).toEqual({ product: 2 });
  expect(unsent(draft)).toEqual({ notes: 'mine' });
  expect(conflicts(draft)).toEqual([]);
});

test('a field both changed keeps both texts and is not sent', () => {
  const draft = received(typed(drafted({ notes: 'old' }), 'notes', 'mine'), saved(2, { notes: 'theirs' }));
  expect(conflicts(draft)).toEqual(['notes']);
  expect(textOf(draft, 'notes')).toBe('mine');
  expect(draft.saved.fields['notes']).toBe('theirs');
  expect(unsent(draft)).toEqual({});
});

test('both having written the same is no conflict', () => {
  const draft = received(typed(drafted({ notes: 'old' }), 'notes', 'same'), saved(2, { notes: 'same' }));
  expect(draft.edits).toEqual({});
});

test('a conflict ends with mine, theirs, or one made of both', () => {
  const draft = received(typed(drafted(), 'notes', 'mine'), saved(2, { notes: 'theirs' }));
  expect(unsent(resolved(draft, 'notes', 'mine'))).toEqual({ notes: 'mine' });
  expect(resolved(draft, 'notes', 'theirs').edits).toEqual({});
  expect(unsent(resolved(draft, 'notes', 'both'))).toEqual({ notes: 'both' });
});

test('typing on while an own save arrives by another way is no conflict', () => {
  const onItsWay = sending(typed(drafted(), 'notes', 'one'), { notes: 'one' });
  const draft = received(typed(onItsWay, 'notes', 'one two'), saved(2, { notes: 'one' }));
  expect(conflicts(draft)).toEqual([]);
  expect(unsent(draft)).toEqual({ notes: 'one two' });
});

test('a text taken back while it is on its way is sent once more', () => {
  const draft = typed(sending(typed(drafted(), 'notes', 'wrong'), { notes: 'wrong' }), 'notes', '');
  expect(unsent(draft)).toEqual({ notes: '' });
  expect(unsent(received(draft, saved(2, { notes: 'wrong' })))).toEqual({ notes: '' });
});

test('what was refused is not taken for an own text later', () => {
  const turnedDown = refused(sending(typed(drafted(), 'notes', 'mine'), { notes: 'mine' }));
  const draft = received(typed(turnedDown, 'notes', 'mine, longer'), saved(2, { notes: 'mine' }));
  expect(conflicts(draft)).toEqual(['notes']);
});

test('an older revision changes nothing', () => {
  const draft = received(drafted({ notes: 'a' }), saved(3, { notes: 'new' }));
  expect(received(draft, saved(2, { notes: 'old' }))).toBe(draft);
});

test('texts kept from before a reload go on, and conflict with what changed meanwhile', () => {
  const kept = { notes: { text: 'mine', base: '' }, product: { text: 'mine', base: 'old' } };
  const draft = startDraft(saved(5, { product: 'theirs' }), kept);
  expect(unsent(draft)).toEqual({ notes: 'mine' });
  expect(conflicts(draft)).toEqual(['product']);
});
