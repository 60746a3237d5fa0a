import type { Edit } from './draft.ts';

/** Where texts that the server does not hold yet survive a reload: one entry a field, so that two windows do not lose each other's. */
export interface UnsavedTexts {
  all(): Readonly<Record<string, Pick<Edit, 'text' | 'base'>>>;
  keep(name: string, edit: Pick<Edit, 'text' | 'base'>): void;
  forget(name: string): void;
}

/**
 * Unsaved texts in this browser, of one person and one dispute.
 *
 * @param storage - null where the browser allows none: texts then live as long as the page
 */
export function unsavedTexts(storage: Storage | null, of: readonly string[]): UnsavedTexts {
  const prefix = ['recourse', 'unsaved', ...of, ''].map(encodeURIComponent).join('|');
  return {
    all() {
      const names = Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? '');
      const ours = names.filter((key) => key.startsWith(prefix));
      const read = ours.map(
        (key) => [decodeURIComponent(key.slice(prefix.length)), parsed(storage?.getItem(key))] as const,
      );
      return Object.fromEntries(read.filter((entry): entry is [string, Edit] => entry[1] !== null));
    },
    keep(name, { text, base }) {
      try {
        storage?.setItem(prefix + encodeURIComponent(name), JSON.stringify({ text, base }));
      } catch {
        // A full storage takes nothing: the text is still in the box and on its way to the server.
      }
    },
    forget(name) {
      storage?.removeItem(prefix + encodeURIComponent(name));
    },
  };
}

function parsed(json: string | null | undefined): Pick<Edit, 'text' | 'base'> | null {
  if (!json) return null;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || !('text' in value) || !('base' in value)) return null;
    const { text, base } = value;
    return typeof text === 'string' && typeof base === 'string' ? { text, base } : null;
  } catch {
    return null;
  }
}
