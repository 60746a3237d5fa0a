import type { HealthView } from '../../api/schemas/health.ts';

/** How the whole stands, in one sentence. */
export interface Verdict {
  readonly level: 'good' | 'warning' | 'error';
  readonly sentence: string;
}

/** What an operator has to know at a glance. */
export function verdictOn({ ok, problems }: Pick<HealthView, 'ok' | 'problems'>): Verdict {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  if (!ok) {
    return {
      level: 'error',
      sentence:
        errors > 1
          ? `${errors} things are wrong and need somebody now.`
          : 'Something is wrong and needs somebody now.',
    };
  }
  if (warnings > 0) {
    return {
      level: 'warning',
      sentence: `Everything works. ${warnings === 1 ? 'One thing' : `${warnings} things`} should be looked at.`,
    };
  }
  return { level: 'good', sentence: 'Everything works, and no deadline is about to be missed.' };
}
