import type { Database } from '../../src/store/database.ts';

/** Every row of every table as text, bytes as hexadecimal digits: what somebody sees who reads the whole database. */
export async function everythingKept(database: Database): Promise<string> {
  const tables = await database.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await database.query<{ row: string }>(`select t::text as row from ${name} t`);
    rows.push(...found.map(({ row }) => `${name} ${row}`));
  }
  return rows.join('\n');
}

/** Which of these words stand anywhere in it, whatever their case, as they are or as bytes. */
export function wordsIn(everything: string, words: readonly string[]): readonly string[] {
  const text = everything.toLowerCase();
  return words.filter(
    (word) => text.includes(word.toLowerCase()) || text.includes(Buffer.from(word).toString('hex')),
  );
}
