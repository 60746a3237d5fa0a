import { expect, test } from 'vitest';
import { rejectionsByReason, rejectionWords } from '../../../src/web/health/rejections.ts';
import { verdictOn } from '../../../src/web/health/verdict.ts';

const warning = { severity: 'warning', message: 'A webhook was refused.' } as const;
const error = { severity: 'error', message: 'No worker runs.' } as const;

test('one sentence says how the whole stands', () => {
  expect(verdictOn({ ok: true, problems: [] }).level).toBe('good');
  expect(verdictOn({ ok: true, problems: [warning] })).toMatchObject({ level: 'warning' });
  expect(verdictOn({ ok: false, problems: [error, error, warning] })).toEqual({
    level: 'error',
    sentence: '2 things are wrong and need somebody now.',
  });
});

test('refused webhooks are put together by reason, with the last one of each', () => {
  const rejected = [
    { at: '2026-05-02T10:00:00Z', reason: 'bad_signature', count: 2 },
    { at: '2026-05-01T10:00:00Z', reason: 'bad_signature', count: 3 },
    { at: '2026-05-03T10:00:00Z', reason: 'moonlight', count: 1 },
  ];
  expect(rejectionsByReason(rejected)).toEqual([
    { at: '2026-05-02T10:00:00Z', reason: 'bad_signature', count: 5 },
    { at: '2026-05-03T10:00:00Z', reason: 'moonlight', count: 1 },
  ]);
  expect(rejectionWords('moonlight')).toBe('Moonlight');
});
