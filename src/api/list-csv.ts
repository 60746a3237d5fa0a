import { stringify } from 'csv-stringify/sync';
import type { Page } from '../store/store.ts';

/** One line of a list, by column. */
export type CsvRow<Column extends string> = Readonly<Record<Column, string | boolean | null>>;

/** How many lines are held at a time, however long the list is. */
const ROWS_A_PAGE = 500;

/**
 * A list as a file for spreadsheets, page by page in the list's order; a text that would be taken for a formula is marked as text. Rejects when the
 * first page cannot be had; a later failure cuts the file off.
 *
 * @example
 * await listCsv(COLUMNS, (page) => store.listRefunds(filter, page), refundRow)
 */
export async function listCsv<Item, Column extends string>(
  columns: readonly Column[],
  load: (page: { readonly limit: number; readonly cursor?: string | undefined }) => Promise<Page<Item>>,
  rowOf: (item: Item) => CsvRow<Column>,
): Promise<AsyncIterable<Uint8Array>> {
  const first = await load({ limit: ROWS_A_PAGE });
  const written = (page: Page<Item>, header: boolean): Uint8Array =>
    Buffer.from(
      stringify(page.data.map(rowOf), {
        header,
        columns: [...columns],
        escape_formulas: true,
        record_delimiter: 'windows',
        cast: { boolean: String },
      }),
    );
  return (async function* pieces() {
    yield written(first, true);
    for (let { cursor } = first; cursor !== null;) {
      const page = await load({ limit: ROWS_A_PAGE, cursor });
      yield written(page, false);
      ({ cursor } = page);
    }
  })();
}

/** The name a list is saved under today. */
export function csvName(list: string): string {
  return `${list}-${new Date().toISOString().slice(0, 10)}.csv`;
}
