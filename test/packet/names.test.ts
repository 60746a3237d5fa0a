import { expect, test } from 'vitest';
import { safeName } from '../../src/api/evidence-file.ts';
import { namesInFolder, safeFileName } from '../../src/packet/names.ts';

test.each([
  ['invoice.pdf', 'invoice.pdf'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['/etc/passwd', '_etc_passwd'],
  ['C:\\Windows\\x.exe', 'C__Windows_x.exe'],
  ['..', 'unnamed'],
  ['.htaccess', 'htaccess'],
  ['', 'unnamed'],
  ['a\nb\0c\u202Etxt.pdf', 'abctxt.pdf'],
  ['half \uD800 a letter.pdf', 'half _ a letter.pdf'],
  ['ends in dots. . .', 'ends in dots'],
  ['con.txt', '_con.txt'],
  ['NUL', '_NUL'],
  ['console.txt', 'console.txt'],
  [`${'ü'.repeat(300)}.pdf`, `${'ü'.repeat(56)}.pdf`],
  ['счёт 7.pdf', 'счёт 7.pdf'],
])('%j becomes %j', (words, name) => {
  expect(safeFileName(words)).toBe(name);
});

test('half a million dots keep nobody waiting', () => {
  for (const blank of ['.', ' ', '\u3000']) {
    expect(safeFileName(`a${blank.repeat(500_000)}b`)).toMatch(/^a/);
    expect(safeName(`a${blank.repeat(500_000)}b`, 'pdf')).toMatch(/^a.*\.pdf$/u);
  }
});

test('no two files of a folder get the same name, upper and lower case and forms of one letter being the same', () => {
  const name = namesInFolder();
  const given = ['a.pdf', 'A.PDF', 'a.pdf', 'a-2.pdf', 'é.pdf', 'e\u0301.pdf', 'x', 'x', 'a/b', 'a_b'].map(
    name,
  );
  expect(given).toEqual([
    'a.pdf',
    'A-2.PDF',
    'a-3.pdf',
    'a-2-2.pdf',
    'é.pdf',
    'é-2.pdf',
    'x',
    'x-2',
    'a_b',
    'a_b-2',
  ]);
});
