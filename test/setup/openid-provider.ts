import { once } from 'node:events';
import { createServer } from 'node:http';
import { type ClientMetadata, Provider } from 'oidc-provider';
import type { OpenIdSettings } from '../../src/people/openid.ts';
import { parseGroups } from '../../src/people/groups.ts';

/** What the provider tells about its people, by the name they log in with. */
export type Accounts = Record<string, Record<string, unknown>>;

/** A real OpenID provider on this machine, with a log-in form that believes everybody. */
export interface TestProvider {
  readonly url: string;
  /** May be changed at any time. */
  readonly accounts: Accounts;
  /** How Recourse is set up to use it. */
  readonly settings: OpenIdSettings;
  close(): Promise<void>;
}

/** Everything about the client but where it is. */
const CLIENT = {
  client_id: 'recourse',
  client_secret: 'a-client-secret-of-32-characters',
  grant_types: ['authorization_code'],
  response_types: ['code'],
} satisfies ClientMetadata;

/** @param port - 0 takes a free one */
export async function startOpenIdProvider(redirectUri: string, port = 0): Promise<TestProvider> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
  const accounts: Accounts = {};
  const provider = new Provider(url, {
    clients: [{ ...CLIENT, redirect_uris: [redirectUri] }],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ ...accounts[sub], sub }),
    }),
    cookies: { keys: ['a-key-of-the-provider'] },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    renderError: (context, { error }) => {
      context.body = error;
    },
  });
  const handle = provider.callback();
  server.on('request', (req, res) => void handle(req, res));
  return {
    url,
    accounts,
    settings: {
      issuer: url,
      clientId: CLIENT.client_id,
      clientSecret: CLIENT.client_secret,
      groupsClaim: 'groups',
      label: 'Test provider',
      groups: parseGroups('desk=responder:biz_1,leads=approver:biz_2,ops=admin'),
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
