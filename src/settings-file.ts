import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import { OperatorError } from './operator-error.ts';

/** Thrown for a settings file that is missing or wrong; the message names the file and, for each fault, its place and what belongs there. */
export class SettingsFileError extends OperatorError {
  override readonly name = 'SettingsFileError';
}

/**
 * Reads a settings file.
 *
 * @param called - what people call it, such as `policy file`
 * @throws SettingsFileError
 */
export async function readSettingsFile<T>(
  called: string,
  file: string,
  read: (text: string) => T,
): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new SettingsFileError(`The ${called} ${file} cannot be read.`, { cause: error });
  });
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof SettingsFileError)) throw error;
    throw new SettingsFileError(`The ${called} ${file} is wrong:\n${error.message}`, { cause: error });
  }
}

/**
 * Reads settings from YAML text; an empty one is an empty object.
 *
 * @throws SettingsFileError with one line for each fault
 */
export function parseSettings<T>(schema: z.ZodType<T>, text: string): T {
  if (text.includes('\0')) throw new SettingsFileError('  the file: it holds NUL characters and is no text.');
  const { success, data, error } = schema.safeParse(parseYaml(text) ?? {});
  if (!success) throw new SettingsFileError(error.issues.map(fault).join('\n'));
  return data;
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    // A ReferenceError tells of aliases that would make the file grow without end.
    if (error instanceof YAMLParseError || error instanceof ReferenceError)
      throw new SettingsFileError(`  ${error.message}`, { cause: error });
    throw error;
  }
}

function fault({ path, message }: z.core.$ZodIssue): string {
  const place = path.length === 0 ? 'the file' : path.join('.');
  return `  ${place}: ${message}`;
}
