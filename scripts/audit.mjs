// Asks the registry about known weaknesses of what the lockfile names. Not every registry answers that: then it says aloud that it has not been done.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What npm says of a registry that cannot be asked, in the words of its several versions. */
const CANNOT_BE_ASKED =
  /audit endpoint returned an error|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ENOAUDIT|EAI_AGAIN/;

const child = spawn('npm', ['audit', ...process.argv.slice(2)], { stdio: ['inherit', 'pipe', 'pipe'] });
let said = '';
for (const [from, to] of [
  [child.stdout, process.stdout],
  [child.stderr, process.stderr],
]) {
  from.setEncoding('utf8').on('data', (text) => {
    said += text;
    to.write(text);
  });
}
const [code] = await once(child, 'close');
if (code !== 0 && CANNOT_BE_ASKED.test(said)) {
  console.log(
    '\nNOT RUN: this registry does not answer npm audit. Nothing is known of weaknesses either way.',
  );
  process.exit(0);
}
process.exit(code ?? 1);
