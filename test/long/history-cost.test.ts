import { expect, test } from 'vitest';
import { historyCost } from '../../bench/history/history.ts';
import { startDesk } from '../setup/desk.ts';

test('a whole dispute and a refund cost little more than they have to', async () => {
  const desk = await startDesk();
  try {
    for (const { what, holds, raw } of await historyCost(desk)) {
      expect(holds, `${what}: ${JSON.stringify(raw)}`).toBe(true);
    }
  } finally {
    await desk.close();
  }
});
