import type { FileSlotDescriptionView } from '../../../api/schemas/providers.ts';
import { fileSize } from './file-size.ts';

const NAMES: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/gif': 'GIF',
};

/**
 * Why a file would be refused, known before it is sent; null when it may be fine, which its bytes tell the server.
 *
 * @param slot - null while nobody has said what it is
 */
export function objectionTo(
  file: Pick<File, 'name' | 'size' | 'type'>,
  slot: FileSlotDescriptionView | null,
): string | null {
  if (file.size === 0) return 'The file is empty.';
  if (slot === null) return null;
  if (file.size > slot.max_bytes)
    return `It is ${fileSize(file.size)}, and ${fileSize(slot.max_bytes)} is the most that is taken here.`;
  // Browsers leave the type empty for endings they do not know.
  if (file.type !== '' && !slot.types.includes(file.type)) return `Taken here: ${typeNames(slot.types)}.`;
  return null;
}

/** MIME types as people call them. */
export function typeNames(types: readonly string[]): string {
  return types.map((type) => NAMES[type] ?? type).join(', ');
}
