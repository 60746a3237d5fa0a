import { ApplicationFailure } from '@temporalio/common';
import { instant } from '../domain/instant.ts';
import type { ProviderName } from '../domain/names.ts';
import type { ListPosition, ReconciledPage } from '../domain/reconcile-messages.ts';
import type { Signs } from '../store/signs.ts';

/** Reads a page and keeps, for the health page, when a list was last read to its end, or why it could not be. That this cannot be kept fails nothing. */
export async function noted(
  signs: Signs,
  provider: ProviderName,
  { kind }: ListPosition,
  read: () => Promise<ReconciledPage>,
): Promise<ReconciledPage> {
  try {
    const page = await read();
    const [failure] = page.failures;
    if (failure !== undefined) await orNot(signs.listFailed(provider, kind, failure.message));
    else if (page.next === null && page.lists.includes(kind)) {
      await orNot(signs.listRead(provider, kind, instant(Date.now())));
    }
    return page;
  } catch (error) {
    // What else is thrown is a worker that stops, or an error of ours, whose words may be anybody's.
    if (error instanceof ApplicationFailure) await orNot(signs.listFailed(provider, kind, error.message));
    throw error;
  }
}

async function orNot(work: Promise<void>): Promise<void> {
  await work.catch(() => undefined);
}
