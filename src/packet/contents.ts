import type { Dispute, EvidenceFile } from '../domain/case.ts';
import type { Capabilities } from '../domain/provider.ts';
import { namesInFolder } from './names.ts';

/** A filled text field. */
export interface PacketText {
  readonly field: string;
  /** Null when the store has lost it. */
  readonly words: string | null;
  /** Where in the archive it stands. */
  readonly path: string;
}

/** A file of the draft. */
export interface PacketFile {
  readonly file: EvidenceFile;
  /** Where in the archive it stands; null when only the provider has its bytes. */
  readonly path: string | null;
}

/** What one dispute's packet consists of, in the order the provider's own form has its fields. */
export interface PacketContents {
  readonly texts: readonly PacketText[];
  readonly files: readonly PacketFile[];
  /** Fields and slots the provider takes that are empty. */
  readonly empty: readonly string[];
}

type Takes = Pick<Capabilities, 'fields' | 'slots'>;

/**
 * Lays a dispute's draft out as files of an archive.
 *
 * @param texts - the draft's texts by hash, as far as the store has them
 * @param takes - what the provider takes; null when it is not set up here
 */
export function packetContents(
  { draft }: Dispute,
  texts: ReadonlyMap<string, string>,
  takes: Takes | null,
): PacketContents {
  const fields = Object.keys(takes?.fields ?? {});
  const slots = Object.keys(takes?.slots ?? {});
  const textName = namesInFolder();
  const folderOf = foldersBySlot();
  const filled = Object.entries(draft.fields).toSorted(inOrderOf(fields, ([field]) => field));
  const files = draft.files.toSorted(inOrderOf(slots, ({ slot }) => slot));
  const used = new Set([...Object.keys(draft.fields), ...files.map(({ slot }) => slot)]);
  return {
    texts: filled.map(([field, { sha256 }]) => ({
      field,
      words: texts.get(sha256) ?? null,
      path: `texts/${textName(`${field}.txt`)}`,
    })),
    files: files.map((file) => ({
      file,
      path: file.sha256 === null ? null : folderOf(file.slot)(file.name),
    })),
    empty: [...fields, ...slots].filter((name) => !used.has(name)),
  };
}

/** A folder for each slot: whoever answers elsewhere sees which file goes where. */
function foldersBySlot(): (slot: string) => (name: string) => string {
  const folderName = namesInFolder();
  const folders = new Map<string, (name: string) => string>();
  return (slot) => {
    const known = folders.get(slot);
    if (known !== undefined) return known;
    const folder = folderName(slot);
    const fileName = namesInFolder();
    const path = (name: string) => `files/${folder}/${fileName(name)}`;
    folders.set(slot, path);
    return path;
  };
}

/** As the provider lists them; what it does not list comes last, by name. The order among equals stays. */
function inOrderOf<T>(names: readonly string[], name: (item: T) => string): (a: T, b: T) => number {
  const place = (item: T) => (names.includes(name(item)) ? names.indexOf(name(item)) : names.length);
  return (a, b) => place(a) - place(b) || (name(a) === name(b) ? 0 : name(a) < name(b) ? -1 : 1);
}
