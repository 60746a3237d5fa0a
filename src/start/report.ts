import { SECOND, type Millis } from '../domain/instant.ts';
import type { Report } from '../temporal/server/build.ts';

/** Where there is no terminal to write over a line, one passing sentence in this time is enough. */
const BETWEEN_LINES: Millis = 15 * SECOND;
const CLEAR_LINE = '\u001B[2K\r';

/** Shows on a stream how something long goes on. On a terminal a passing sentence is written over by the next. */
export function reportTo(out: NodeJS.WriteStream): Report {
  let lastLine = Date.now();
  return (sentence, passing = false) => {
    if (out.isTTY) {
      out.write(`${CLEAR_LINE}${sentence}${passing ? '' : '\n'}`);
      return;
    }
    if (passing && Date.now() - lastLine < BETWEEN_LINES) return;
    lastLine = Date.now();
    out.write(`${sentence}\n`);
  };
}
