import type { Post } from '../domain/news.ts';
import type { Refund } from '../domain/refund.ts';
import { indexKey, storableInstant } from './column-values.ts';
import { tellOfRefund } from './changes.ts';
import type { Database, Parameter, Queryable } from './database.ts';
import { refundWithoutErased } from './erasure-guard.ts';
import { addPosts } from './posts.ts';
import type { ReservedRefund } from './store.ts';

/** A refund's columns, but for the two that tell how it came to be there: `request_hash` and `heard`. */
type RefundRow = Readonly<Record<string, Parameter>> & { readonly id: string };

export async function reserveRefund(
  on: Queryable,
  refund: Refund,
  requestHash: string,
): Promise<ReservedRefund> {
  // One statement, so that of two processes at once one inserts and both read what it inserted. A refund that was written down without
  // having been reserved takes the first hash it is asked for with.
  const [kept] = await insert<{ record: Refund; request_hash: string }>(
    on,
    { ...refundRow(refund), heard: false, request_hash: requestHash },
    `do update set request_hash = coalesce(refunds.request_hash, excluded.request_hash)
     returning record, request_hash`,
  );
  return { refund: kept?.record ?? refund, requestHash: kept?.request_hash ?? requestHash };
}

/**
 * A refund made elsewhere and one of ours may turn out to be the same one at the provider: then ours is kept, whichever was written down
 * first.
 */
export async function recordRefund(
  database: Database,
  refund: Refund,
  posts: readonly Post[],
): Promise<void> {
  await database.transaction(async (tx) => {
    await lockPayment(tx, refund);
    if (refund.key === null && (await isOurs(tx, refund))) return;
    if (!(await putRefund(tx, (await refundWithoutErased(tx, refund)) ?? refund))) return;
    if (refund.key !== null) await dropExternal(tx, refund);
    await addPosts(tx, posts);
    await tellOfRefund(tx, refund);
  });
}

export async function loadRefund(on: Queryable, id: string): Promise<Refund | null> {
  const [row] = await on.query<{ record: Refund }>('select record from refunds where id = $1', [id]);
  return row?.record ?? null;
}

/** Without it, two transactions that each write one side of the same refund would not see each other. */
export async function lockPayment(
  tx: Queryable,
  { provider, paymentId }: { readonly provider: string; readonly paymentId: string },
): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `refunds:${provider}:${paymentId}`,
  ]);
}

async function isOurs(tx: Queryable, refund: Refund): Promise<boolean> {
  const ours = await tx.query(
    `select id from refunds
     where provider = $1 and payment_id = $2 and provider_refund_id = $3 and key is not null limit 1`,
    atProvider(refund),
  );
  return ours.length > 0;
}

async function dropExternal(tx: Queryable, refund: Refund): Promise<void> {
  await tx.query(
    'delete from refunds where provider = $1 and payment_id = $2 and provider_refund_id = $3 and key is null',
    atProvider(refund),
  );
}

function atProvider({ provider, paymentId, providerRefundId }: Refund): readonly Parameter[] {
  return [provider, paymentId, indexKey(providerRefundId)];
}

/**
 * Answers whether it was written: not when the store has a newer one. What was merely reserved is always older, whatever the clock of the
 * process that reserved it says. What has ended stays so unless the provider's own record says otherwise: a workflow from an older back-up, which does
 * not know that it has, has the later clock.
 */
async function putRefund(tx: Queryable, refund: Refund): Promise<boolean> {
  const row = { ...refundRow(refund), heard: true };
  const changes = Object.keys(row).map((column) => `${column} = excluded.${column}`);
  const written = await insert(
    tx,
    row,
    `do update set ${changes.join(', ')}
     where (not refunds.heard or refunds.updated_at <= excluded.updated_at)
     and (refunds.status not in ('succeeded', 'failed', 'canceled') or refunds.status = excluded.status
       or excluded.provider_refund_id is not null) returning id`,
  );
  return written.length > 0;
}

function insert<Row>(on: Queryable, row: RefundRow, onConflict: string): Promise<readonly Row[]> {
  const columns = Object.keys(row);
  return on.query<Row>(
    `insert into refunds (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})
     on conflict (id) ${onConflict}`,
    Object.values(row),
  );
}

function refundRow(refund: Refund): RefundRow {
  return {
    id: refund.id,
    provider: refund.provider,
    payment_id: refund.paymentId,
    key: refund.key,
    provider_refund_id: indexKey(refund.providerRefundId),
    merchant_id: indexKey(refund.merchantId),
    status: refund.status,
    needs_attention: refund.status === 'needs_attention' || refund.attention !== null,
    created_at: storableInstant(refund.createdAt),
    updated_at: storableInstant(refund.updatedAt),
    record: JSON.stringify(refund),
  };
}
