/** Longest sentence of a provider's we repeat. */
const LONGEST = 300;
/** Shorter texts are words like "no", and taking them out would make nonsense of a sentence. */
const SHORTEST_WITHHELD = 4;

/**
 * A sentence of a provider's as it may stand in a message, a log or the time line: one line, of sane length, and without the texts we sent, mail
 * addresses or numbers as long as a card's or a phone's, since a refusal likes to quote what it refuses.
 *
 * @param withheld - texts we sent
 * @returns null when nothing is left
 */
export function quotable(sentence: string, withheld: readonly string[]): string | null {
  let quote = sentence;
  for (const text of withheld) {
    if (text.length >= SHORTEST_WITHHELD) quote = quote.replaceAll(text, '…');
  }
  quote = quote
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/\S+@\S+/g, '…')
    .replaceAll(/(?:\d[ -]?){10,}\d/g, '…')
    .trim();
  if (quote.length > LONGEST) quote = `${quote.slice(0, LONGEST)}…`;
  return quote === '' ? null : quote;
}
