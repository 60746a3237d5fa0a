import { expect, test } from 'vitest';
import { ApiProblem } from '../../../src/web/client.ts';
import { readFailure } from '../../../src/web/refunds/refusal.ts';

test.each([
  ['no answer', new ApiProblem(0, 'The server cannot be reached.')],
  ['a time-out', new DOMException('late', 'TimeoutError')],
  ['Temporal out of reach', new ApiProblem(503, 'Repeat it with the same key.')],
  ['a fault of the server', new ApiProblem(500, 'Something failed.')],
  ['a proxy that gave up', new ApiProblem(504, 'Gateway Timeout')],
])('%s leaves open whether the refund was taken', (_, error) => {
  expect(readFailure(error).kind).toBe('in_doubt');
});

test('a refusal stands at the field it is about', () => {
  const errors = [{ in: 'body', pointer: '/amount/amount', detail: 'Only 3.00 usd remains.' }];
  expect(readFailure(new ApiProblem(422, 'See the errors.', { errors }))).toEqual({
    kind: 'refused',
    message: null,
    fields: { amount: 'Only 3.00 usd remains.' },
  });
});

test('a refusal of the whole is said as the API says it', () => {
  const problem = new ApiProblem(409, 'This payment has been disputed.', { code: 'refund-refused' });
  expect(readFailure(problem)).toEqual({
    kind: 'refused',
    message: 'This payment has been disputed.',
    fields: {},
  });
});

test('a key that another refund has is told from a refusal', () => {
  const problem = new ApiProblem(422, 'This key was used.', { code: 'idempotency-key-reused' });
  expect(readFailure(problem).kind).toBe('key_taken');
});
