import type { FileSlotDescriptionView } from '../../../api/schemas/providers.ts';
import { fileSize } from './file-size.ts';

const NAMES: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/gif': 'GIF',
};

/** What a browser says of an ending depends on the machine; these it may call nothing at all. */
const ENDINGS: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
};

type Chosen = Pick<File, 'name' | 'size' | 'type'>;

/**
 * Why a file would be refused, known before it is sent; null when it may be fine, which its bytes tell the server.
 *
 * @param slot - null while nobody has said what it is
 */
export function objectionTo(
  file: Chosen,
  slot: Pick<FileSlotDescriptionView, 'types' | 'max_bytes'> | null,
): string | null {
  if (file.size === 0) return 'The file is empty.';
  if (slot === null) return null;
  if (file.size > slot.max_bytes)
    return `It is ${fileSize(file.size)}, and ${fileSize(slot.max_bytes)} is the most that is taken here.`;
  const type = typeOf(file);
  return type === null || slot.types.includes(type) ? null : `Taken here: ${typeNames(slot.types)}.`;
}

/** Why no slot at all would take a file, whatever it is; null when one may. */
export function objectionEverywhere(file: Chosen, slots: readonly FileSlotDescriptionView[]): string | null {
  if (slots.length === 0 || slots.some((slot) => objectionTo(file, slot) === null)) return null;
  return objectionTo(file, widest(slots));
}

/** What is taken by one slot or another. */
export function widest(
  slots: readonly FileSlotDescriptionView[],
): Pick<FileSlotDescriptionView, 'types' | 'max_bytes'> {
  return {
    types: [...new Set(slots.flatMap(({ types }) => types))],
    max_bytes: Math.max(0, ...slots.map(({ max_bytes }) => max_bytes)),
  };
}

/** Null where only the bytes tell: a name without an ending. An ending nobody knows is a type nobody takes. */
function typeOf({ name, type }: Chosen): string | null {
  if (type !== '') return type;
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return ending === undefined ? null : (ENDINGS[ending] ?? '');
}

/** MIME types as people call them. */
export function typeNames(types: readonly string[]): string {
  return types.map((type) => NAMES[type] ?? type).join(', ');
}
