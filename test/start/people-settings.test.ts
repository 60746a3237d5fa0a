import { describe, expect, test } from 'vitest';
import { ConfigError, type Environment, readConfig } from '../../src/config.ts';

const OIDC = {
  OIDC_ISSUER: 'https://id.example.com/realm',
  OIDC_CLIENT_ID: 'recourse',
  OIDC_CLIENT_SECRET: 'secret',
  RECOURSE_ROLES: 'desk=responder:biz_1|biz_2, CN=Leads=approver, ops=admin',
};

function refusal(environment: Environment): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('these settings were taken');
}

test('without any, nobody signs in by OpenID Connect, and people are where the API listens', () => {
  expect(readConfig({ HOST: '0.0.0.0', PORT: '4000' }).people).toEqual({
    publicUrl: 'http://127.0.0.1:4000',
    trustedProxies: 0,
    openId: null,
  });
});

test('OpenID Connect with groups, their roles and merchants', () => {
  expect(readConfig(OIDC).people.openId).toEqual({
    issuer: 'https://id.example.com/realm',
    clientId: 'recourse',
    clientSecret: 'secret',
    groupsClaim: 'groups',
    label: 'id.example.com',
    groups: [
      { group: 'desk', role: 'responder', merchantIds: ['biz_1', 'biz_2'] },
      { group: 'CN=Leads', role: 'approver', merchantIds: null },
      { group: 'ops', role: 'admin', merchantIds: null },
    ],
  });
});

describe('half a set-up names what is missing', () => {
  test.each(Object.keys(OIDC))('%s', (name) => {
    expect(refusal({ ...OIDC, [name]: '' })).toMatch(
      new RegExp(`^${name} is missing: it takes .+, and is needed because \\w+ is set\\.$`),
    );
  });

  test('also where only something is set that is of no use alone', () => {
    const said = refusal({ OIDC_LABEL: 'Okta' });
    for (const name of Object.keys(OIDC)) expect(said).toContain(`${name} is missing`);
  });
});

describe('a bad one is named', () => {
  test.each<[Environment, RegExp]>([
    [{ ...OIDC, OIDC_ISSUER: 'http://id.example.com' }, /^OIDC_ISSUER takes the issuer/],
    [{ ...OIDC, OIDC_ISSUER: 'id.example.com' }, /^OIDC_ISSUER takes the issuer/],
    [{ ...OIDC, RECOURSE_ROLES: 'desk' }, /^RECOURSE_ROLES takes group=role.*"desk" names no group and role/],
    [{ ...OIDC, RECOURSE_ROLES: 'desk=boss' }, /^RECOURSE_ROLES .*the role of desk is none of viewer, /],
    [{ ...OIDC, RECOURSE_ROLES: 'desk=viewer:a||b' }, /^RECOURSE_ROLES .*a merchant of desk has no id/],
    [{ ...OIDC, RECOURSE_ROLES: ' , ' }, /^RECOURSE_ROLES .*names no group/],
    [{ RECOURSE_PUBLIC_URL: 'desk.example.com' }, /^RECOURSE_PUBLIC_URL takes the address/],
    [{ RECOURSE_PUBLIC_URL: 'https://example.com/desk' }, /^RECOURSE_PUBLIC_URL .*without a path/],
    [{ RECOURSE_PUBLIC_URL: 'https://me@example.com' }, /^RECOURSE_PUBLIC_URL .*without a path/],
    [{ RECOURSE_TRUSTED_PROXIES: 'nginx' }, /^RECOURSE_TRUSTED_PROXIES takes how many/],
  ])('%j', (environment, sentence) => {
    expect(refusal(environment)).toMatch(sentence);
  });
});

test('the address people use, and proxies by number, address or network', () => {
  const { people } = readConfig({
    RECOURSE_PUBLIC_URL: 'https://Desk.example.com:8443/',
    RECOURSE_TRUSTED_PROXIES: '1',
  });
  expect(people).toMatchObject({ publicUrl: 'https://desk.example.com:8443', trustedProxies: 1 });
  expect(readConfig({ RECOURSE_TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).people.trustedProxies).toEqual([
    '10.0.0.0/8',
    '::1',
  ]);
});
