import { createHash, randomUUID } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import type { SlotRule } from '../domain/provider.ts';
import type { StoredFile } from '../store/store.ts';
import { pixelsOf } from './picture-size.ts';
import { Problem } from './problem.ts';

/** A file as it was sent. */
export interface SentFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Characters of a name before its ending. */
const MAX_STEM = 150;

/** A scan of a large sheet has some 140 million; a few bytes may promise billions, which every reader would make room for. */
const MAX_PIXELS = 200_000_000;

/** Markers that a reader or browser would find behind another format's first bytes. */
const DISGUISES = /%PDF-|<script|<html|<!doctype html/i;
/** Bytes; how far such readers look. */
const SNIFFED = 1024;

/**
 * Checks a file against the rule of its slot, by its bytes alone: its name proves nothing.
 *
 * @throws Problem 422 that says what is wrong with it and what is accepted
 */
export async function checkedFile(sent: SentFile, rule: SlotRule): Promise<StoredFile> {
  if (sent.bytes.length === 0) throw refused('The file is empty.');
  if (sent.bytes.length > rule.maxBytes) throw tooLarge(rule.maxBytes);
  const type = await fileTypeFromBuffer(sent.bytes);
  if (type === undefined || !rule.types.includes(type.mime) || isDisguised(sent.bytes)) {
    const found = type === undefined ? 'of a kind that could not be told from its content' : type.mime;
    throw refused(`Accepted here: ${rule.types.join(', ')}. The file is ${found}, or two kinds in one.`);
  }
  if ((pixelsOf(sent.bytes, type.mime) ?? 0) > MAX_PIXELS) {
    throw refused('The picture has more than 200 million pixels: whoever opens it could not.');
  }
  return {
    id: `file_${randomUUID()}`,
    name: safeName(sent.name, type.ext),
    type: type.mime,
    sha256: createHash('sha256').update(sent.bytes).digest('hex'),
    bytes: sent.bytes,
  };
}

/**
 * A name fit to be shown and saved: no path, no control or direction-changing characters, not long, and the ending of what the
 * file really is.
 */
export function safeName(name: string, extension: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{C}<>:"|?*]/gu, '')
    .trim();
  const endings = extension === 'jpg' ? ['jpg', 'jpeg'] : [extension];
  const ending = endings.find((known) => plain.toLowerCase().endsWith(`.${known}`)) ?? null;
  const stem = (ending === null ? plain : plain.slice(0, -ending.length - 1)).replace(/^[.\s]+/, '');
  const short = Array.from(stem).slice(0, MAX_STEM).join('').trim();
  return `${short || 'file'}.${ending ?? extension}`;
}

function isDisguised(bytes: Buffer): boolean {
  return DISGUISES.test(bytes.toString('latin1', 1, SNIFFED));
}

/** What a file larger than `maxBytes` is answered with. */
export function tooLarge(maxBytes: number): Problem {
  return refused(`The file is larger than ${maxBytes} bytes.`);
}

function refused(detail: string): Problem {
  return new Problem(422, detail, {
    type: 'file-refused',
    errors: [{ in: 'body', pointer: '/file', detail }],
  });
}
