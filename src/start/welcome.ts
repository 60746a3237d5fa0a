import { relative } from 'node:path';
import type { Config } from '../config.ts';
import type { KeptToken } from '../tokens.ts';
import { originOf } from './address.ts';

/** What is running, for the person who started it. Addresses that are absent are not ours to know. */
export interface Running {
  readonly temporalUi: string | null;
  readonly sandbox: string | null;
  /** Null when RECOURSE_API_TOKENS says who may do what. */
  readonly token: KeptToken | null;
  /** A one-time link to the pages; null where people sign in otherwise. */
  readonly signInLink: string | null;
}

/** The short table `start` ends with. */
export function welcome(config: Config, { temporalUi, sandbox, token, signInLink }: Running): string {
  const api = originOf(config);
  const rows = [
    [
      'Sign in',
      signInLink === null ? null : `${signInLink} (once, within 15 minutes; recourse link makes another)`,
    ],
    ['API', api],
    ['API pages', `${api}/docs`],
    ['Temporal UI', temporalUi],
    ['Sandbox', sandbox],
    ['Token', token === null ? 'as set in RECOURSE_API_TOKENS' : tokenLine(token)],
    ['Data', near(config.dataDir)],
  ] satisfies [string, string | null][];
  const bearer = token === null ? '$TOKEN' : `$(cat ${near(token.file)})`;
  return [
    '',
    'Recourse is running.',
    '',
    ...rows.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(13)}${value}`])),
    '',
    'Try next:',
    `  curl -s -H "Authorization: Bearer ${bearer}" "${api}/api/v1/disputes?limit=5"`,
    ...(sandbox === null ? [] : [`  curl -s ${sandbox}`]),
    '',
    'Ctrl-C stops everything; the next start goes on where this one was.',
    '',
  ].join('\n');
}

function tokenLine({ token, file, isNew }: KeptToken): string {
  return isNew ? `${token.token} (role admin; kept in ${near(file)}, not shown again)` : `in ${near(file)}`;
}

/** A path as one would type it here. */
function near(path: string): string {
  const there = relative(process.cwd(), path);
  return there.startsWith('..') || there === '' ? path : there;
}
