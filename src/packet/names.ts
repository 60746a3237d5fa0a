/** Characters of a name, its ending included: what file systems take (255 bytes) holds that many of any script. */
const MAX_CHARS = 60;
const MAX_ENDING = 8;
/** Names that Windows keeps for devices, whatever their ending. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Gives out names for files of one folder: any words become a name that every file system takes, stays in its folder and is not taken yet (upper and
 * lower case being one).
 *
 * @example
 * const name = namesInFolder(); name('a/b.pdf'); // 'a_b.pdf'
 * name('A/B.pdf'); // 'A_B-2.pdf'
 */
export function namesInFolder(): (words: string) => string {
  const taken = new Set<string>();
  return (words) => {
    const name = unused(safeFileName(words), taken);
    taken.add(key(name));
    return name;
  };
}

function unused(name: string, taken: ReadonlySet<string>): string {
  const { stem, ending } = split(name);
  let candidate = name;
  for (let number = 2; taken.has(key(candidate)); number += 1) candidate = `${stem}-${number}${ending}`;
  return candidate;
}

function key(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** Characters of the words that are looked at: the patterns below must not meet a text without an end. */
const LOOKED_AT = 1_000;

/** Words as a file's name. */
export function safeFileName(words: string): string {
  const plain = words
    .slice(0, LOOKED_AT)
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/\p{C}/gu, '')
    .replaceAll(/[<>:"/\\|?*\uFFFD]/g, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '');
  const { stem, ending } = split(plain);
  const short = Array.from(stem)
    .slice(0, MAX_CHARS - ending.length)
    .join('')
    .trim();
  const name = `${short || 'unnamed'}${ending}`;
  return RESERVED.test(name) ? `_${name}` : name;
}

function split(name: string): { readonly stem: string; readonly ending: string } {
  const dot = name.lastIndexOf('.');
  const isEnding = dot > 0 && name.length - dot <= MAX_ENDING;
  return isEnding ? { stem: name.slice(0, dot), ending: name.slice(dot) } : { stem: name, ending: '' };
}
