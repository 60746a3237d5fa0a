import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { AccessOptions, TrustedProxies } from './api/access/access.ts';
import { GroupFormatError, type GroupRights, parseGroups } from './people/groups.ts';
import type { OpenIdSettings } from './people/openid.ts';
import { originOf } from './start/address.ts';
import { isOrigin, text } from './setting.ts';

/** What each variable that OpenID Connect cannot do without takes. */
const TAKES = {
  OIDC_ISSUER: 'the issuer of your OpenID provider, https://…',
  OIDC_CLIENT_ID: 'the client id your OpenID provider gave Recourse',
  OIDC_CLIENT_SECRET: 'the client secret your OpenID provider gave Recourse',
  RECOURSE_ROLES: 'group=role[:merchant_id|merchant_id…], several separated by commas',
} as const;

const NEEDED = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'RECOURSE_ROLES'] as const;

/** The variables that say how people come in. */
export const PEOPLE_VARIABLES = {
  OIDC_ISSUER: text(`${TAKES.OIDC_ISSUER} (http:// on this machine only)`, isIssuer),
  OIDC_CLIENT_ID: text(TAKES.OIDC_CLIENT_ID),
  OIDC_CLIENT_SECRET: text(TAKES.OIDC_CLIENT_SECRET),
  OIDC_GROUPS_CLAIM: text('the name of the claim that holds groups'),
  OIDC_LABEL: text('what people call your OpenID provider'),
  RECOURSE_ROLES: z.string().transform(groups).optional(),
  RECOURSE_PUBLIC_URL: text(
    'the address of the pages as people reach them, without a path: https://desk.example.com',
    isOrigin,
  ),
  RECOURSE_TRUSTED_PROXIES: z.string().transform(proxies).optional(),
};

const Variables = z.object(PEOPLE_VARIABLES);
type Variables = z.output<typeof Variables>;

/** How people come in, as far as settings say it. */
export interface PeopleSettings extends Pick<AccessOptions, 'publicUrl' | 'trustedProxies'> {
  /** Null where it is not set up. */
  readonly openId: OpenIdSettings | null;
}

/** Half a set-up of OpenID Connect becomes an issue for each variable that is missing. */
export function peopleSettings(
  values: Variables & { readonly HOST: string; readonly PORT: number },
  context: z.RefinementCtx,
): PeopleSettings {
  const { RECOURSE_PUBLIC_URL: address } = values;
  return {
    publicUrl:
      address === undefined ? originOf({ host: values.HOST, port: values.PORT }) : new URL(address).origin,
    trustedProxies: values.RECOURSE_TRUSTED_PROXIES ?? 0,
    openId: openId(values, context),
  };
}

function openId(values: Variables, context: z.RefinementCtx): OpenIdSettings | null {
  const present = [...NEEDED, 'OIDC_GROUPS_CLAIM' as const, 'OIDC_LABEL' as const].find(
    (name) => values[name] !== undefined,
  );
  for (const name of present === undefined ? [] : NEEDED.filter((needed) => values[needed] === undefined)) {
    const message = `is missing: it takes ${TAKES[name]}, and is needed because ${present} is set`;
    context.addIssue({ code: 'custom', path: [name], message });
  }
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, RECOURSE_ROLES } = values;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET || !RECOURSE_ROLES) return null;
  return {
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    groupsClaim: values.OIDC_GROUPS_CLAIM ?? 'groups',
    label: values.OIDC_LABEL ?? new URL(OIDC_ISSUER).hostname,
    groups: RECOURSE_ROLES,
  };
}

/** What goes over the network in the clear could be anybody's word. */
function isIssuer(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const isHere = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return protocol === 'https:' || (protocol === 'http:' && isHere);
}

function groups(list: string, context: z.RefinementCtx): readonly GroupRights[] {
  try {
    return parseGroups(list);
  } catch (error) {
    if (!(error instanceof GroupFormatError)) throw error;
    context.addIssue(`takes ${TAKES.RECOURSE_ROLES}, but ${error.message}`);
    return z.NEVER;
  }
}

function proxies(value: string, context: z.RefinementCtx): TrustedProxies {
  if (/^\d{1,2}$/.test(value)) return Number(value);
  const addresses = value.split(',').map((address) => address.trim());
  if (addresses.every((address) => ipaddr.isValid(address) || ipaddr.isValidCIDR(address))) return addresses;
  context.addIssue(
    'takes how many proxies there are in front of the API, or their addresses or networks (10.0.0.0/8), separated by commas',
  );
  return z.NEVER;
}
