import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { customerKey } from './customer-keys.ts';
import type { Database, Queryable } from './database.ts';
import { type ErasureRequest, OtherCasesError } from './erasure.ts';
import { findCustomer } from './erasure-find.ts';

export async function askForErasure(
  database: Database,
  { customer, cases, by, now }: ErasureRequest,
): Promise<string> {
  const found = await findCustomer(database, customer);
  const wanted = found.cases.filter(({ state }) => state !== 'erased').map(({ caseId }) => caseId);
  if (wanted.length !== cases) {
    throw new OtherCasesError(
      `There are ${wanted.length} cases to erase, and not ${cases}: look at them again.`,
    );
  }
  const id = randomUUID();
  const hash = createHmac('sha256', await hashKey(database))
    .update(customerKey(customer))
    .digest('hex');
  await database.transaction(async (tx) => {
    await tx.query('insert into erasures (id, customer_hash, asked_by, asked_at) values ($1, $2, $3, $4)', [
      id,
      hash,
      JSON.stringify(by),
      now,
    ]);
    await tx.query(
      `insert into erased_cases (case_id, erasure_id, asked_by, asked_at, pending)
       select w.id, $2, $3, $4, true from unnest($1::text[]) as w (id)
       on conflict (case_id) do update set erasure_id = excluded.erasure_id, asked_by = excluded.asked_by,
         asked_at = excluded.asked_at, pending = true`,
      [wanted, id, JSON.stringify(by), now],
    );
  });
  return id;
}

/** Without it nobody can try whose hash it is. */
async function hashKey(on: Queryable): Promise<Uint8Array> {
  await on.query("insert into keys (name, value) values ('erasure', $1) on conflict do nothing", [
    randomBytes(32),
  ]);
  const [row] = await on.query<{ value: Buffer }>("select value from keys where name = 'erasure'");
  if (row === undefined) throw new Error('a key that was just kept is not there');
  return row.value;
}
