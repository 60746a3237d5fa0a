import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';

test('secrets are left out, at the top and below', () => {
  const { log, written } = logging('json');
  const secrets = { authorization: 'Bearer x1', token: 'x2', apiKey: 'x3' };
  log.info({ ...secrets, headers: secrets, request: { headers: secrets } }, 'asked');
  const line = written();
  expect(line).not.toMatch(/x[123]/);
  expect(line).toContain('"msg":"asked"');
});

test('for machines a line is one object, with the level by name and the time in UTC', () => {
  const { log, written } = logging('json');
  log.warn({ case: 'whop:pay_1' }, 'late');
  expect(JSON.parse(written())).toMatchObject({
    level: 'warn',
    case: 'whop:pay_1',
    msg: 'late',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
});

test('for a person a line is short, and says why something failed', () => {
  const { log, written } = logging('short');
  log.info({ url: 'http://127.0.0.1:1' }, 'the API listens');
  log.error({ err: new Error('no space left'), attempt: 2 }, 'not kept');
  const [first, second] = written().split('\n');
  expect(first).toMatch(/^\d\d:\d\d:\d\d the API listens url=http:\/\/127\.0\.0\.1:1$/);
  expect(second).toMatch(/^\d\d:\d\d:\d\d error: not kept attempt=2 \(no space left\)$/);
});

test('what is below the level is not written', () => {
  const { log, written } = logging('json');
  log.debug('details');
  expect(written()).toBe('');
});

function logging(format: 'json' | 'short') {
  const out = new PassThrough();
  return { log: createLog('info', format, out), written: () => String(out.read() ?? '') };
}
