import { textOf } from './compose.ts';

export function operationsPage(): Promise<string> {
  return textOf('docs/operations.md');
}

/** The metrics of ours that the page has a row for, several in some. */
export function metricsOnPage(page: string): readonly string[] {
  return rowsOf(page, 'metric').flatMap(([names = '']) =>
    [...names.matchAll(/`(recourse_\w+)/g)].map(([, name = '']) => name),
  );
}

/** The tables of the database that the page says how long they are kept, once for each row that names them. */
export function tablesOnPage(page: string): readonly string[] {
  return rowsOf(page, 'what').flatMap(([, where = '']) => {
    const [, tables = ''] = /^database: (.+)$/.exec(where) ?? [];
    return [...tables.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  });
}

/** The cells of all rows of the tables whose first column has this head. */
function rowsOf(page: string, head: string): readonly (readonly string[])[] {
  const tables = page
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return tables
    .map((lines) => lines.map(cellsOf))
    .filter(([heads]) => heads?.[0] === head)
    .flatMap((rows) => rows.slice(2));
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
