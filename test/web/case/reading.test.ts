import { expect, test } from 'vitest';
import type { TimelineEntryView } from '../../../src/api/schemas/case.ts';
import type { ChoiceView } from '../../../src/api/schemas/next-steps.ts';
import type { EvidenceFieldDescriptionView } from '../../../src/api/schemas/providers.ts';
import { rankChoices } from '../../../src/web/case/decide/choice-words.ts';
import { whoChangedField } from '../../../src/web/case/evidence/who-changed.ts';
import { evidencePlan } from '../../../src/web/case/needs.ts';
import { timelineDays } from '../../../src/web/case/side/time-line.ts';

const ADA: TimelineEntryView['actor'] = {
  type: 'person',
  id: 'ada',
  via: 'page',
  name: 'Ada L.',
  address: null,
};

let seq = 0;
function entry(
  kind: string,
  at: string,
  data: TimelineEntryView['data'] = {},
  actor = ADA,
): TimelineEntryView {
  seq += 1;
  return { seq, at, kind, dispute_id: 'dp_1', actor, summary: `${kind}.`, data };
}

function edit(revision: number, name: string): TimelineEntryView {
  return entry('evidence_edited', '2026-11-22T12:00:00Z', { revision, fields: { [name]: null } });
}

function choice(decision: ChoiceView['decision'], possible: boolean): ChoiceView {
  return { decision, possible, why: null, outcome: 'decided', confirm: null };
}

function field(name: string): EvidenceFieldDescriptionView {
  return { name, label: name, max_chars: 100, lines: 'one' };
}

test('the time line is read newest first, with a row of edits in one line', () => {
  const days = timelineDays(
    [
      entry('dispute_opened', '2026-11-20T12:00:00Z'),
      edit(2, 'notes'),
      edit(3, 'notes'),
      entry('evidence_edited', '2026-11-22T12:00:00Z', { file_added: { id: 'f', slot: 'invoice' } }),
      entry('decided', '2026-11-22T12:00:00Z', { note: 'Used for weeks' }),
    ],
    (name) => name.toUpperCase(),
  );
  expect(days.map(({ lines }) => lines.map(({ sentence }) => sentence))).toEqual([
    ['decided.', 'Edited NOTES, added a file to INVOICE.'],
    ['dispute_opened.'],
  ]);
  expect(days[0]?.lines[0]).toMatchObject({ who: 'Ada L. on this desk', note: 'Used for weeks' });
});

test('the last one who changed a field up to a revision is named', () => {
  const bob = { ...ADA, id: 'bob', name: null };
  const entries = [
    edit(2, 'notes'),
    entry('evidence_edited', '2026-11-22T12:00:00Z', { revision: 3, fields: { notes: null } }, bob),
    edit(4, 'product'),
  ];
  expect(whoChangedField(entries, 'dp_1', 'notes', 4)).toBe('bob');
  expect(whoChangedField(entries, 'dp_1', 'notes', 2)).toBe('Ada L.');
  expect(whoChangedField(entries, 'dp_2', 'notes', 4)).toBeNull();
});

test('what is possible comes first, and conceding is never what to do next', () => {
  const { first, others } = rankChoices([
    choice('concede', true),
    choice('refund', false),
    choice('challenge', true),
  ]);
  expect(first?.decision).toBe('challenge');
  expect(others.map(({ decision }) => decision)).toEqual(['concede', 'refund']);
  expect(rankChoices([choice('concede', true)]).first).toBeNull();
});

test('fields stand once, with the first need they serve; the others follow', () => {
  const plan = evidencePlan(
    { fields: [field('notes'), field('name'), field('product')], slots: [] },
    [
      { any_of: ['product'], why: 'What was sold.' },
      { any_of: ['product', 'name'], why: 'Who bought.' },
    ],
    (name) => name === 'product',
  );
  expect(plan.needs.map(({ fields, isMet }) => [fields.map(({ name }) => name), isMet])).toEqual([
    [['product'], true],
    [['name'], true],
  ]);
  expect(plan.otherFields.map(({ name }) => name)).toEqual(['notes']);
});
