/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly name: string;
  /** Its flags, such as `from` of `--from=build`. */
  readonly flags: Readonly<Record<string, string>>;
  /** What follows them: a JSON array's members, or the words. */
  readonly words: readonly string[];
  /** What follows them, as it stands there, lines joined. */
  readonly text: string;
  readonly isJson: boolean;
}

/** What stands between one FROM and the next. */
export interface Stage {
  readonly image: string;
  readonly name: string | null;
  readonly instructions: readonly Instruction[];
}

/** Reads as much of the Dockerfile's language as ours speaks: no variables, no here-documents, no parser directives. */
export function readDockerfile(text: string): readonly Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: { image: string; name: string | null; instructions: Instruction[] }[] = [];
  for (const instruction of lines.map(readInstruction)) {
    const stage = stages.at(-1);
    if (instruction.name === 'FROM') {
      const [image = '', , name = null] = instruction.words;
      stages.push({ image, name, instructions: [] });
    } else if (stage === undefined) throw new Error(`${instruction.name} before FROM`);
    else stage.instructions.push(instruction);
  }
  return stages;
}

function readInstruction(line: string): Instruction {
  const [, name = '', flagged = '', text = ''] = /^(\w+)\s+((?:--\S+\s+)*)(.*)$/.exec(line) ?? [];
  const flags = [...flagged.matchAll(/--([\w-]+)(?:=(\S+))?/g)].map(([, flag = '', value = '']) => [
    flag,
    value,
  ]);
  const isJson = text.startsWith('[');
  const words: readonly string[] = isJson ? JSON.parse(text) : text.trim().split(/\s+/);
  return { name: name.toUpperCase(), flags: Object.fromEntries(flags), words, text, isJson };
}
