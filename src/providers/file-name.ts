const LONGEST_STEM = 80;

/** The endings a provider tells a file's type by; the first is the one given to a name that has none of them. */
const ENDINGS: ReadonlyMap<string, readonly [string, ...string[]]> = new Map([
  ['image/jpeg', ['jpg', 'jpeg']],
  ['image/png', ['png']],
  ['image/gif', ['gif']],
  ['application/pdf', ['pdf']],
]);

/**
 * The name a file is given at a provider: no folder, nothing that a file system or a header could take for something else, and an ending that
 * fits the type told from its bytes, since providers tell the type from the name.
 */
export function safeFileName(name: string, type: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const plain = base
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._ -]+/gu, '_')
    .replace(/^[._ -]+/, '');
  const dot = plain.lastIndexOf('.');
  const stem = dot > 0 ? plain.slice(0, dot) : plain;
  const ending = dot > 0 ? plain.slice(dot + 1) : '';
  const endings = ENDINGS.get(type);
  if (endings === undefined || endings.includes(ending.toLowerCase())) {
    return ending === '' ? named(stem) : `${named(stem)}.${ending}`;
  }
  return `${named(plain)}.${endings[0]}`;
}

/** Cut between characters, never inside one. */
function named(stem: string): string {
  const kept = Array.from(stem).slice(0, LONGEST_STEM).join('');
  return kept.replace(/[. ]+$/, '') || 'evidence';
}
