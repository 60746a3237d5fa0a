import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { HealthView } from '../../api/schemas/health.ts';
import { queries } from '../queries.ts';
import { withLocalTimes } from '../words/local-time.ts';
import classes from './layout.module.css';

/** One red line on every page while something is wrong: the desk must not look calm when it is blind. */
export function AlertLine() {
  const { data, error } = useQuery(queries.health());
  const sentence =
    error === null ? wrong(data) : 'How Recourse is doing cannot be told: what stands here may be old.';
  return (
    <div role="alert">
      {sentence !== null && (
        <Link href="/health" className={classes['alert']}>
          <IconAlertTriangle size={16} aria-hidden style={{ flexShrink: 0 }} />
          {withLocalTimes(sentence)}
        </Link>
      )}
    </div>
  );
}

function wrong(health: HealthView | undefined): string | null {
  if (health === undefined || health.ok) return null;
  const [first, ...others] = health.problems.filter(({ severity }) => severity === 'error');
  if (first === undefined) return 'Something is wrong.';
  return others.length === 0 ? first.message : `${first.message} And ${others.length} more.`;
}
