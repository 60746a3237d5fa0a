import { expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { onEachDatabase } from './each-database.ts';

const NEXT = MIGRATIONS.length + 1;

onEachDatabase((fixture) => {
  it('numbers its steps without a gap', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('does each step once', async () => {
    await migrate(fixture.database);
    await Promise.all([migrate(fixture.database), migrate(fixture.database)]);
    expect(await versions(fixture.database)).toEqual(MIGRATIONS.map(({ version }) => version));
  });

  it('leaves nothing behind of a step that fails', async () => {
    const statements = ['create table half_done (id integer)', 'create table half_done (id integer)'];
    await expect(migrate(fixture.database, [...MIGRATIONS, { version: NEXT, statements }])).rejects.toThrow(
      'refused a statement',
    );
    expect(await versions(fixture.database)).toEqual(MIGRATIONS.map(({ version }) => version));
    await expect(fixture.database.query('select * from half_done')).rejects.toThrow('refused a statement');
  });

  it('refuses a database of a newer program in one sentence', async () => {
    await fixture.database.query('insert into recourse_migrations (version) values ($1)', [NEXT]);
    await expect(migrate(fixture.database)).rejects.toMatchObject({
      name: 'StoreOpenError',
      message: `The database is at version ${NEXT} and this program knows version ${NEXT - 1}: start a newer one, or restore an older back-up.`,
    });
    await fixture.database.query('delete from recourse_migrations where version = $1', [NEXT]);
  });
});

async function versions(database: Database): Promise<readonly number[]> {
  const rows = await database.query<{ version: number }>(
    'select version from recourse_migrations order by 1',
  );
  return rows.map(({ version }) => version);
}
