import { erasureView, foundCustomerView } from '../api/erasure-view.ts';
import { type ErasureView, erasure, foundCustomer, type FoundCustomerView } from '../api/schemas/erasure.ts';
import type { Config } from '../config.ts';
import type { Actor } from '../domain/case.ts';
import { instant } from '../domain/instant.ts';
import { OperatorError } from '../operator-error.ts';
import { eraseCustomer } from '../store/erase-customer.ts';
import { OtherCasesError } from '../store/erasure.ts';
import { openStore } from '../store/open.ts';
import { askApi } from './ask-api.ts';

/** Where a customer is looked for and erased. */
export interface ErasingDesk {
  find(customer: string): Promise<FoundCustomerView>;
  /** @param cases - how many of them there are, those erased already not counted */
  erase(customer: string, cases: number): Promise<ErasureView>;
  close(): Promise<void>;
}

/**
 * The shared database itself; the API of the process that has the embedded one.
 *
 * @param by - who erases, for the shared database; nothing can be erased there when null
 */
export async function openErasingDesk(config: Config, by: string | null): Promise<ErasingDesk> {
  return config.databaseUrl === null ? throughApi(config) : await onDatabase(config, by);
}

function throughApi(config: Config): ErasingDesk {
  return {
    find: (customer) => askApi(config, '/api/v1/erasures/search', foundCustomer, { customer }),
    erase: (customer, cases) => askApi(config, '/api/v1/erasures', erasure, { customer, cases }),
    close: async () => {},
  };
}

async function onDatabase(config: Config, name: string | null): Promise<ErasingDesk> {
  const store = await openStore(config);
  return {
    find: async (customer) => foundCustomerView(await store.erasures.find(customer)),
    async erase(customer, cases) {
      if (name === null) throw new Error('nobody erases, and something was to be erased');
      const by: Actor = { type: 'person', id: name, via: 'cli' };
      try {
        const request = { customer, cases, by, now: instant(Date.now()) };
        return erasureView(await eraseCustomer(store.erasures, request));
      } catch (error) {
        if (error instanceof OtherCasesError) throw new OperatorError(error.message, { cause: error });
        throw error;
      }
    },
    close: () => store.close(),
  };
}
