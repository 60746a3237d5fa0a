import { type ProviderName, PROVIDERS } from '../../domain/names.ts';
import type { Policy } from '../../domain/policy.ts';
import { CAPABILITIES } from '../../providers/capabilities.ts';
import type { Provider } from '../../providers/provider.ts';
import { providerView } from '../provider-view.ts';
import { type GuardedRoute, route } from '../route.ts';
import { type BrowserLibraryView, providerList } from '../schemas/providers.ts';
import { TAG } from './words.ts';

/** Where a page loads each provider's own library from and how it sets it up, for those that have one. */
export type BrowserLibraries = Partial<Record<ProviderName, BrowserLibraryView | undefined>>;

export interface ProviderRoutesOptions {
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly browserLibraries?: BrowserLibraries | undefined;
  readonly policy: Partial<Pick<Policy, 'disputeFees'>>;
}

/** What each provider takes, in words. */
export function providerRoutes({
  providers,
  browserLibraries = {},
  policy: { disputeFees = [] },
}: ProviderRoutesOptions): GuardedRoute[] {
  const list = route({
    method: 'get',
    path: '/api/v1/providers',
    operationId: 'listProviders',
    tag: TAG,
    summary: 'Learn what each provider takes',
    description: 'Every field, file slot and complaint in words; also of providers that are not set up.',
    role: 'viewer',
    request: {},
    responses: { 200: { description: 'The providers.', json: providerList } },
    problems: {},
    handle: async () => ({
      status: 200,
      json: {
        data: PROVIDERS.map((name) =>
          providerView(CAPABILITIES[name], {
            isSetUp: providers.has(name),
            browserLibrary: browserLibraries[name] ?? null,
            disputeFees: disputeFees.filter(({ provider }) => provider === name),
          }),
        ),
      },
    }),
  });
  return [list];
}
