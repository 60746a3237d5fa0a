import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { StoreRefusedError } from '../../src/store/errors.ts';
import { onEachDatabase } from './each-database.ts';

onEachDatabase((fixture) => {
  it('tells neither statement nor data when the database refuses', async () => {
    const error: unknown = await fixture.database
      .query('select $1::integer as hidden_column', ['ada@example.org'])
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreRefusedError);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/ada@example|hidden_column/);
  });

  it('answers again after a statement or a transaction was refused', async () => {
    await expect(fixture.database.query('select nonsense')).rejects.toThrow(StoreRefusedError);
    await expect(fixture.database.transaction((tx) => tx.query('select nonsense'))).rejects.toThrow(
      StoreRefusedError,
    );
    await fixture.store.ping();
  });

  it('hands on what went wrong inside a transaction for another reason', async () => {
    const failure = new RangeError('ours');
    await expect(fixture.database.transaction(() => Promise.reject(failure))).rejects.toBe(failure);
  });
});
