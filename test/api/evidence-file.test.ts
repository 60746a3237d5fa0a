import { expect, test } from 'vitest';
import { safeName } from '../../src/api/evidence-file.ts';

test.each([
  ['receipt.pdf', 'pdf', 'receipt.pdf'],
  ['RECEIPT.PDF', 'pdf', 'RECEIPT.pdf'],
  ['photo.jpeg', 'jpg', 'photo.jpeg'],
  ['../../etc/passwd', 'pdf', 'passwd.pdf'],
  ['C:\\Users\\ann\\scan.png', 'png', 'scan.png'],
  ['evil.exe', 'pdf', 'evil.exe.pdf'],
  ['invoice\u202Efdp.exe', 'png', 'invoicefdp.exe.png'],
  ['a\r\nSet-Cookie: b\u0000.gif', 'gif', 'aSet-Cookie b.gif'],
  ['.htaccess', 'pdf', 'htaccess.pdf'],
  ['', 'pdf', 'file.pdf'],
  ['...', 'pdf', 'file.pdf'],
  ['  .pdf', 'pdf', 'file.pdf'],
  ['Ａ\u0308 “quoted”.png', 'png', 'Ａ̈ “quoted”.png'],
  ['😀'.repeat(400) + '.png', 'png', '😀'.repeat(150) + '.png'],
  ['half \ud83d.png', 'png', 'half \ufffd.png'],
])('%j becomes a name fit to be saved', (name, extension, expected) => {
  expect(safeName(name, extension)).toBe(expected);
});
