import type { Database, Queryable } from './database.ts';
import { StoreOpenError } from './errors.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

/** Any number, the same in every process of Recourse: who holds this lock changes the schema. */
const MIGRATION_LOCK = 7_263_817_551;

/**
 * Brings a database to the present schema: all missing steps or none. Processes that start at once wait for each other.
 *
 * @throws StoreOpenError when the database was made by a newer program
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const known = Math.max(0, ...migrations.map(({ version }) => version));
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const present = await presentVersion(tx);
    if (present > known) {
      throw new StoreOpenError(
        `The database is at version ${present} and this program knows version ${known}: start a newer one, or restore an older back-up.`,
      );
    }
    for (const migration of migrations.filter(({ version }) => version > present)) await apply(tx, migration);
  });
}

async function presentVersion(tx: Queryable): Promise<number> {
  await tx.query(
    'create table if not exists recourse_migrations (version integer primary key, applied_at timestamptz not null default now())',
  );
  const [row] = await tx.query<{ version: number | null }>(
    'select max(version) as version from recourse_migrations',
  );
  return row?.version ?? 0;
}

async function apply(tx: Queryable, { version, statements }: Migration): Promise<void> {
  for (const statement of statements) await tx.query(statement);
  await tx.query('insert into recourse_migrations (version) values ($1)', [version]);
}
