import { expect, test } from 'vitest';
import { safeFileName } from '../../src/providers/file-name.ts';

test.each([
  ['chat.pdf', 'application/pdf', 'chat.pdf'],
  ['Photo.JPEG', 'image/jpeg', 'Photo.JPEG'],
  ['/etc/passwd/../chat.pdf', 'application/pdf', 'chat.pdf'],
  ['C:\\Users\\jane\\chat.pdf', 'application/pdf', 'chat.pdf'],
  ['..', 'application/pdf', 'evidence.pdf'],
  ['', 'image/png', 'evidence.png'],
  ['.pdf', 'application/pdf', 'pdf.pdf'],
  ['scan', 'image/gif', 'scan.gif'],
  ['scan.txt', 'application/pdf', 'scan.txt.pdf'],
  ['a"b\r\nc.pdf', 'application/pdf', 'a_b_c.pdf'],
  ['Überweisung März.pdf', 'application/pdf', 'Überweisung März.pdf'],
  ['notes.TXT', 'text/plain', 'notes.TXT'],
])('%j of type %s is named %j', (name, type, expected) => {
  expect(safeFileName(name, type)).toBe(expected);
});

test('a long name keeps its ending', () => {
  expect(safeFileName(`${'é'.repeat(300)}.pdf`, 'application/pdf')).toBe(`${'é'.repeat(80)}.pdf`);
});
