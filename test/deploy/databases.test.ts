import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresDatabase } from '../../src/store/postgres.ts';
import { findPostgres, onServer, type PostgresServer, startPostgres } from '../setup/postgres.ts';
import { ROOT } from './compose.ts';

const binaries = await findPostgres();

const USERS = ['recourse', 'temporal'] as const;
type User = (typeof USERS)[number];

const OWNERS: Readonly<Record<string, User>> = {
  recourse: 'recourse',
  temporal: 'temporal',
  temporal_visibility: 'temporal',
};
/** Harder to write down than those that are made. */
const PASSWORDS = { recourse: `it's "one" \\ of $HOME`, temporal: '-- another' };
const OTHERS = { recourse: 'not the first', temporal: 'nor this' };

// Said aloud by findPostgres, and a failure under CI.
describe.skipIf(binaries === null)('deploy/postgres/make-databases.sh', () => {
  let folder: string;
  let server: PostgresServer;
  let admin: PostgresDatabase;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recourse-databases-'));
    server = await startPostgres(binaries ?? '', { asksPasswords: true });
    admin = new PostgresDatabase(`postgresql://postgres@127.0.0.1:${server.port}/postgres`, {
      connections: 1,
      statement: 10_000,
    });
  });
  afterAll(async () => {
    await admin.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  /** Runs it with these passwords in files, as the image of PostgreSQL does. */
  async function make(passwords: Readonly<Record<User, string>>): Promise<unknown> {
    const secrets = join(folder, 'secrets');
    await mkdir(secrets, { recursive: true });
    for (const user of USERS)
      await writeFile(join(secrets, `${user}_database_password`), passwords[user], { mode: 0o600 });
    return promisify(execFile)('/bin/sh', [join(ROOT, 'deploy/postgres/make-databases.sh')], {
      env: {
        PATH: [binaries, process.env['PATH']].join(delimiter),
        PGHOST: '127.0.0.1',
        PGPORT: String(server.port),
        SECRETS_DIR: secrets,
      },
    });
  }

  /** What comes of making and dropping a table somewhere. */
  function tried(user: User, database: string, password = PASSWORDS[user]): Promise<string> {
    const url = `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}`;
    return onServer(url, 'create table proof (); drop table proof').then(
      () => 'done',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  }

  const users = () =>
    admin.query(
      `select rolname as name, rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls
         or exists (select from pg_auth_members where member = pg_roles.oid) as "mayMore"
       from pg_roles where rolcanlogin and rolname <> 'postgres' order by rolname`,
    );

  test.each(USERS)('makes nothing while there is no password for %s', async (user) => {
    await expect(make({ ...PASSWORDS, [user]: '' })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${user}_database_password is empty or not there`),
    });
    expect(await users()).toEqual([]);
  });

  describe('run for the first time', () => {
    beforeAll(() => make(PASSWORDS));

    test.each(USERS)(
      'lets %s into its own databases, to make tables there, and into no other',
      async (user) => {
        for (const [database, owner] of Object.entries(OWNERS)) {
          const expected = owner === user ? 'done' : `permission denied for database "${database}"`;
          expect([database, await tried(user, database)]).toEqual([database, expected]);
        }
      },
    );

    test.each(USERS)('lets %s in by the password in its file alone', async (user) => {
      for (const password of [...Object.values(OTHERS), PASSWORDS[user].slice(1)])
        expect(await tried(user, user, password)).toBe(`password authentication failed for user "${user}"`);
    });

    test('makes users who may log in and no more', async () => {
      expect(await users()).toEqual(USERS.map((name) => ({ name, mayMore: false })));
    });

    test('run once more is refused in words, and changes no password', async () => {
      await expect(make(OTHERS)).rejects.toMatchObject({
        code: 3,
        stderr: expect.stringContaining('role "recourse" already exists'),
      });
      for (const [database, owner] of Object.entries(OWNERS))
        expect(await tried(owner, database)).toBe('done');
    });
  });
});
