/** More words than this narrow nothing down any further. */
const MAX_WORDS = 8;

/** What a person looks for, as LIKE patterns each of which has to be met; whatever wildcards stand in it are taken by the letter. */
export function searchPatterns(q: string): readonly string[] {
  const words = q
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  return words.slice(0, MAX_WORDS).map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
}
