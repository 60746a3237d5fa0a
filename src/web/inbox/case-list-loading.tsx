import { Skeleton, VisuallyHidden } from '@mantine/core';
import classes from './case-row.module.css';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** The shape of what comes. */
export function CaseListLoading() {
  return (
    <div role="status">
      <VisuallyHidden>The cases are loading</VisuallyHidden>
      {ROWS.map((row) => (
        <div key={row} className={classes['row']} aria-hidden="true">
          <Skeleton height={14} width="70%" className={classes['when'] ?? ''} />
          <Skeleton height={14} width="60%" className={classes['who'] ?? ''} />
          <Skeleton height={14} width="80%" className={classes['next'] ?? ''} />
          <Skeleton height={14} width={64} className={classes['amount'] ?? ''} />
        </div>
      ))}
    </div>
  );
}
