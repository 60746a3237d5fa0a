import { createHash } from 'node:crypto';
import type { CaseId } from '../domain/names.ts';
import type { TextRef } from '../domain/text.ts';
import type { Database, Queryable } from './database.ts';
import type { StoredFile } from './store.ts';

export async function putTexts(
  on: Queryable,
  caseId: CaseId,
  texts: readonly string[],
): Promise<readonly TextRef[]> {
  const bodies = texts.map((text) => Buffer.from(text, 'utf8'));
  const hashes = bodies.map((body) => createHash('sha256').update(body).digest('hex'));
  if (texts.length > 0) {
    await on.query(
      `insert into texts (case_id, sha256, body)
       select $1, t.sha256, t.body from unnest($2::text[], $3::bytea[]) as t (sha256, body)
       on conflict do nothing`,
      [caseId, hashes, bodies],
    );
  }
  return texts.map((text, index) => ({ sha256: hashes[index] ?? '', chars: text.length }));
}

export async function getTexts(
  on: Queryable,
  caseId: CaseId,
  sha256s: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return (await getTextsOfCases(on, new Map([[caseId, sha256s]]))).get(caseId) ?? new Map();
}

export async function getTextsOfCases(
  on: Queryable,
  wanted: ReadonlyMap<CaseId, readonly string[]>,
): Promise<ReadonlyMap<CaseId, ReadonlyMap<string, string>>> {
  const each = [...wanted].flatMap(([caseId, sha256s]) => sha256s.map((sha256) => ({ caseId, sha256 })));
  const found = new Map<CaseId, Map<string, string>>();
  if (each.length === 0) return found;
  const rows = await on.query<{ case_id: CaseId; sha256: string; body: Buffer }>(
    `select case_id, sha256, body from texts
     where (case_id, sha256) in (select * from unnest($1::text[], $2::text[]))`,
    [each.map(({ caseId }) => caseId), each.map(({ sha256 }) => sha256)],
  );
  for (const { case_id, sha256, body } of rows) {
    const texts = found.get(case_id) ?? new Map<string, string>();
    found.set(case_id, texts.set(sha256, body.toString('utf8')));
  }
  return found;
}

export async function putFile(on: Queryable, caseId: CaseId, file: StoredFile): Promise<void> {
  await on.query(
    `insert into files (case_id, id, name, type, size, sha256, bytes)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [caseId, file.id, file.name, file.type, file.bytes.byteLength, file.sha256, file.bytes],
  );
}

export async function getFile(on: Queryable, caseId: CaseId, fileId: string): Promise<StoredFile | null> {
  const [file] = await on.query<StoredFile>(
    'select id, name, type, sha256, bytes from files where case_id = $1 and id = $2',
    [caseId, fileId],
  );
  return file ?? null;
}

export async function deleteFile(on: Queryable, caseId: CaseId, fileId: string): Promise<void> {
  await on.query('delete from files where case_id = $1 and id = $2', [caseId, fileId]);
}

export async function copyEvidence(database: Database, from: CaseId, to: CaseId): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(
      `insert into texts (case_id, sha256, body)
       select $2, sha256, body from texts where case_id = $1 on conflict do nothing`,
      [from, to],
    );
    await tx.query(
      `insert into files (case_id, id, name, type, size, sha256, bytes, created_at)
       select $2, id, name, type, size, sha256, bytes, created_at from files where case_id = $1 on conflict do nothing`,
      [from, to],
    );
  });
}
