import { createInterface } from 'node:readline';

/** Asks for a line on standard input; empty where it ends before one, and when told to stop. */
export async function askLine(
  question: string,
  output: NodeJS.WritableStream,
  stop: AbortSignal,
): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, prompt: question, signal: stop });
  lines.prompt();
  return await new Promise((resolve) => {
    lines.once('close', () => resolve(''));
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
  });
}
