/** Bytes of a JPEG's marker segments that tell its size (start of frame, ITU T.81 table B.1); C4, C8 and CC tell other things. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/**
 * How many pixels a picture says it has, by its head alone; null for what is no picture, or does not say.
 *
 * @param type - MIME type, as its bytes tell it
 */
export function pixelsOf(bytes: Buffer, type: string): number | null {
  switch (type) {
    case 'image/png':
      return bytes.length < 24 ? null : bytes.readUInt32BE(16) * bytes.readUInt32BE(20);
    case 'image/gif':
      return bytes.length < 10 ? null : bytes.readUInt16LE(6) * bytes.readUInt16LE(8);
    case 'image/jpeg':
      return jpegPixels(bytes);
    default:
      return null;
  }
}

function jpegPixels(bytes: Buffer): number | null {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (FRAMES.has(bytes[at + 1] ?? 0)) return bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7);
  }
  return null;
}
