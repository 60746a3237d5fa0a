import { describe, expect, test } from 'vitest';
import {
  decidedWords,
  lastOf,
  outlookWords,
  proposalWords,
  reasonWord,
  statusWord,
} from '../../../src/web/words/cases.ts';
import { timelineTitle } from '../../../src/web/words/timeline.ts';

const ADA = { type: 'person', id: 'ada@example.com', name: 'Ada' };

test('a word that is new to the pages is shown as it came, made readable', () => {
  expect(statusWord('under_review')).toBe('Under review');
  expect(statusWord('awaiting_bank')).toBe('Awaiting bank');
  expect(statusWord('constructor')).toBe('Constructor');
  expect(timelineTitle('some_new_kind')).toBe('Some new kind');
  expect(reasonWord(null)).toBe('No reason given');
});

describe('what happens by itself', () => {
  test.each(['submits', 'escalates', 'lapses', 'ends'] as const)('%s, and when', (act) => {
    expect(outlookWords({ act, at: '2026-12-01T13:00:00Z' })).toMatch(/1 Dec 2026, \d\d:\d\d \S+$/);
    expect(outlookWords({ act, at: null })).not.toMatch(/2026|null/);
  });

  test('nothing', () => {
    expect(outlookWords({ act: 'nothing', at: null })).toBe('Nothing happens by itself');
  });
});

test('who proposes and who decided is named, by id where no name is known', () => {
  expect(proposalWords({ decision: 'challenge', by: ADA })).toBe('Ada proposes to challenge');
  expect(proposalWords({ decision: 'concede', by: { ...ADA, name: null } })).toBe(
    'ada@example.com proposes to concede',
  );
  expect(decidedWords({ decision: 'refund', by: { type: 'policy', id: 'built-in', name: null } })).toBe(
    'Refunded by the policy',
  );
});

test('the last of several moments', () => {
  const disputes = [
    { ruled_at: null },
    { ruled_at: '2026-11-02T00:00:00Z' },
    { ruled_at: '2026-11-01T00:00:00Z' },
  ];
  expect(lastOf(disputes, 'ruled_at')).toBe('2026-11-02T00:00:00Z');
  expect(lastOf([{ ruled_at: null }], 'ruled_at')).toBeNull();
});
