import { Button, Group, Paper, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Chart } from '../../api/schemas/insights.ts';
import type { Query } from '../client.ts';
import { CsvLink } from '../ui/csv-link.tsx';

/** What a chart is drawn from, as text. The first cell of a row says what the row is about. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Props {
  readonly title: string;
  /** What the chart comes to, in words or in one large figure. */
  readonly summary?: ReactNode;
  readonly csv: Chart;
  readonly query: Query;
  readonly table: ChartTable;
  /** Said in the chart's place while there is nothing to draw; null while there is. */
  readonly empty: string | null;
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

/** A chart with the table behind it, which screen readers are given at once and everybody else on a button. */
export function ChartCard({ title, summary, csv, query, table, empty, controls, children }: Props) {
  const [asTable, setAsTable] = useState(false);
  const body = <DataTable title={title} table={table} />;
  return (
    <Paper component="section" withBorder radius="md" p="md" h="100%" aria-label={title}>
      <Group justify="space-between" align="flex-start" mb="xs" gap="xs">
        <Title order={2} size="h5">
          {title}
        </Title>
        <Group gap="sm">
          {empty === null && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              aria-label={`${title}: ${asTable ? 'chart' : 'table'}`}
              onClick={() => setAsTable(!asTable)}
              leftSection={
                asTable ? <IconChartBar size={14} aria-hidden /> : <IconTable size={14} aria-hidden />
              }
            >
              {asTable ? 'Chart' : 'Table'}
            </Button>
          )}
          <CsvLink path={`/insights/${csv}.csv`} query={query} />
        </Group>
      </Group>
      {summary}
      {controls}
      {empty !== null ? (
        <Text c="dimmed" size="sm" ta="center" py="xl">
          {empty}
        </Text>
      ) : asTable ? (
        <Table.ScrollContainer
          minWidth={240}
          maxHeight={360}
          scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
        >
          {body}
        </Table.ScrollContainer>
      ) : (
        <>
          <div aria-hidden>{children}</div>
          <VisuallyHidden>{body}</VisuallyHidden>
        </>
      )}
    </Paper>
  );
}

function DataTable({ title, table: { head, rows } }: Pick<Props, 'title' | 'table'>) {
  return (
    <Table verticalSpacing={4} aria-label={title}>
      <Table.Thead>
        <Table.Tr>
          {head.map((name, column) => (
            <Table.Th key={name} scope="col" ta={column === 0 ? 'left' : 'right'}>
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((cells) => (
          <Table.Tr key={cells.join('|')}>
            {cells.map((cell, column) =>
              column === 0 ? (
                <Table.Th key={head[column]} scope="row" fw={500}>
                  {cell}
                </Table.Th>
              ) : (
                <Table.Td key={head[column]} ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
                  {cell}
                </Table.Td>
              ),
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
