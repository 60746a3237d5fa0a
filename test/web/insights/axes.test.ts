import { expect, test } from 'vitest';
import { answerUnit } from '../../../src/web/insights/answer-unit.ts';
import { countAxis } from '../../../src/web/insights/count-axis.ts';

test.for([
  [[1], 2],
  [[0, 2], 3],
  [[0.4], 2],
  [[3, 40], 5],
  [[], 2],
] as const)('an axis for %j has %i ticks, at whole numbers', ([values, ticks]) => {
  expect(countAxis(values)).toEqual({ allowDecimals: false, tickCount: ticks });
});

test('answers within the hour are drawn in minutes, all others in hours', () => {
  expect(answerUnit([0, 0.98, null])).toEqual({ short: 'min', perHour: 60 });
  expect(answerUnit([0.2, 1])).toEqual({ short: 'h', perHour: 1 });
});
