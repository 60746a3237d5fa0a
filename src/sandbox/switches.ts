import { z } from 'zod';
import type { ProviderName } from '../domain/names.ts';
import type { Notes } from './notes.ts';

/** The switches every provider has. */
export const WEBHOOK_SWITCHES = {
  webhook_url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .describe('Where webhooks go; null holds them back.'),
  webhooks_paused: z.boolean().describe('While true, events are lost instead of sent.'),
};

/** A change to some of the switches. */
type Change<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** How one side of the sandbox behaves, kept over restarts. */
export interface Switches<T> {
  /** What a change has to look like. */
  readonly Change: z.ZodType<Change<T>>;
  current(): T;
  change(changes: Change<T>): T;
}

export function createSwitches<T extends object>(
  notes: Notes,
  provider: ProviderName,
  kind: { readonly All: z.ZodType<T>; readonly Change: z.ZodType<Change<T>>; readonly defaults: T },
): Switches<T> {
  const note = `${provider}_settings`;
  const changed = kind.Change.safeParse(notes.get(note) ?? {});
  let current = kind.All.parse({ ...kind.defaults, ...(changed.success ? changed.data : {}) });
  return {
    Change: kind.Change,
    current: () => current,
    change(changes) {
      current = kind.All.parse({ ...current, ...changes });
      notes.set(note, current);
      return current;
    },
  };
}
