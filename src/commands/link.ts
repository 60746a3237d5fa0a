import { stat } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { instant } from '../domain/instant.ts';
import { OperatorError } from '../operator-error.ts';
import { ROLES, type Role } from '../people/role.ts';
import { linkAddress, makeLink } from '../people/sign-in-links.ts';
import { userName } from '../start/user-name.ts';
import type { Command, Invocation } from './command.ts';

export const link: Command = {
  summary: 'Prints a link that lets one browser in, once, within 15 minutes.',
  details:
    'Beside a running start, on the same RECOURSE_DATA_DIR, HOST and PORT. Whoever comes by a link of the same name is the\nsame person. Where DATABASE_URL is set, people sign in by OpenID Connect instead.',
  options: {
    name: { type: 'string', value: 'NAME', help: 'Who it is for; you by default.' },
    role: { type: 'string', value: 'ROLE', help: `One of ${ROLES.join(', ')}; admin by default.` },
    merchant: {
      type: 'string',
      value: 'IDS',
      help: 'The only merchants they see, separated by commas; all by default.',
    },
  },
  run: async ({ config, options }) => {
    await checkEmbedded(config);
    const invitation = {
      name: nameIn(options['name']),
      role: roleIn(options['role']),
      merchantIds: merchantsIn(options['merchant']),
    };
    const secret = await makeLink(config.dataDir, invitation, instant(Date.now()));
    process.stdout.write(`${linkAddress(config.people.publicUrl, secret)}\n`);
    return 0;
  },
};

type Given = Invocation['options'][string];

async function checkEmbedded({ databaseUrl, dataDir }: Config): Promise<void> {
  if (databaseUrl !== null) {
    throw new OperatorError(
      'DATABASE_URL is set: there, links let nobody in. People sign in by OpenID Connect; see OIDC_ISSUER.',
    );
  }
  if ((await stat(dataDir).catch(() => null)) === null) {
    throw new OperatorError(
      `There is no ${dataDir}: set RECOURSE_DATA_DIR to that of the Recourse that runs, or start one.`,
    );
  }
}

function nameIn(given: Given): string {
  const name = typeof given === 'string' ? given.trim() : userName();
  if (!/^[^\p{Cc}]{1,100}$/u.test(name))
    throw new OperatorError('--name takes a name of up to 100 characters.');
  return name;
}

function roleIn(given: Given): Role {
  const role = ROLES.find((one) => one === (given ?? 'admin'));
  if (role === undefined) throw new OperatorError(`--role takes one of ${ROLES.join(', ')}.`);
  return role;
}

function merchantsIn(given: Given): readonly string[] | null {
  if (typeof given !== 'string') return null;
  const ids = given.split(',').map((id) => id.trim());
  if (ids.includes('')) throw new OperatorError('--merchant takes ids of merchants, separated by commas.');
  return ids;
}
