import type { Environment } from '../../src/config.ts';

/** What a machine says of itself, and what a user's shell may hold for a Recourse of theirs, a Temporal or a PostgreSQL. */
const SETTINGS =
  /^(RECOURSE_|TEMPORAL_|WHOP_|WEPAY_|CCG_|SLACK_|OIDC_|OTEL_|PG[A-Z]+$|DATABASE_URL$|HOST$|PORT$|NODE_|npm_)/;

/** The environment of a program of the cluster: this machine's, free of anybody's settings, and those given. */
export function environmentOf(settings: Environment): Environment {
  const inherited = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  return { ...Object.fromEntries(inherited), ...settings };
}
