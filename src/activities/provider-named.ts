import { ApplicationFailure } from '@temporalio/common';
import type { ProviderName } from '../domain/names.ts';
import type { Provider } from '../providers/provider.ts';

/** The provider of that name. One whose settings were taken away is retried until they are back: its cases must not fail. */
export function providerNamed(providers: ReadonlyMap<ProviderName, Provider>, name: ProviderName): Provider {
  const provider = providers.get(name);
  if (provider === undefined) {
    throw ApplicationFailure.retryable(
      `The provider ${name} is not set up on this worker: set its key.`,
      'NotSetUp',
    );
  }
  return provider;
}
