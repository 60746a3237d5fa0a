import { strToU8, zipSync } from 'fflate';
import { GIF, PDF, PNG } from '../api/sample-files.ts';

const SCRIPT = '<script>document.title="run"</script>';

/** A PNG whose head promises so many pixels, and holds none of them. */
export function pngOf(width: number, height: number): Buffer {
  const png = Buffer.from(PNG);
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  return png;
}

/** Files that are not what their name says. */
export const DISGUISED: Readonly<Record<string, Buffer>> = {
  'a page': Buffer.from(`<!doctype html>${SCRIPT}`),
  'a drawing with a script': Buffer.from(
    `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`,
  ),
  'a Word document, which is an archive': Buffer.from(
    zipSync({ 'word/document.xml': strToU8('<w:document/>') }),
  ),
  'an archive of zeros': Buffer.from(zipSync({ 'zeros.xml': new Uint8Array(5_000_000) })),
  'a script': Buffer.from('#!/bin/sh\nrm -rf /\n'),
  'a PDF that begins as a page': Buffer.concat([Buffer.from(`<html>${SCRIPT}`), PDF]),
  'a GIF that is a page as well': Buffer.concat([GIF, Buffer.from(SCRIPT)]),
  'a PNG that is a PDF as well': Buffer.concat([PNG.subarray(0, 33), PDF]),
  'a picture of 50,000 by 50,000': pngOf(50_000, 50_000),
  'a PDF in name alone': Buffer.from('%PDX-1.4'),
  nothing: Buffer.alloc(0),
};

/** To a script reader: a comment, and then a statement. */
export const GIF_AND_SCRIPT = {
  bytes: Buffer.concat([Buffer.from('GIF89a/*'), GIF.subarray(8), Buffer.from('*/=1;document.title="run";')]),
  type: 'image/gif',
};

/** Files that are of an accepted kind, and of another as well to whoever wants to see it: what they are served as decides. */
export const POLYGLOTS: Readonly<Record<string, { readonly bytes: Buffer; readonly type: string }>> = {
  'a GIF that is a script as well': GIF_AND_SCRIPT,
  'a PDF that is an archive as well': {
    bytes: Buffer.concat([PDF, Buffer.from(zipSync({ 'evil.exe': strToU8('MZ') }))]),
    type: 'application/pdf',
  },
  'a PDF with a script': {
    bytes: Buffer.from(
      '%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n',
    ),
    type: 'application/pdf',
  },
  'a PDF that promises a billion pages': {
    bytes: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Pages/Count 1000000000/Kids[1 0 R]>>endobj\n%%EOF\n'),
    type: 'application/pdf',
  },
};

/** What a file is called in the end, or the status it is refused with. */
type Fate = string | 400 | 422;

/** Names that try to be more than a name: what becomes of each as a browser sends it, and letter by letter where that is another thing. */
export const NAMES: readonly [name: string, fromBrowser: Fate, byLetter?: Fate][] = [
  ['../../../etc/passwd.pdf', 'passwd.pdf'],
  ['..\\..\\windows\\system.ini.pdf', 'system.ini.pdf'],
  ['/etc/passwd', 'passwd.pdf'],
  // No such character can be in a head.
  ['a\0.exe.pdf', 400],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe.pdf'],
  ['CON', 'CON.pdf'],
  ['nul.pdf', 'nul.pdf'],
  ['x'.repeat(5_000), `${'x'.repeat(150)}.pdf`],
  // Letter by letter the head ends within the quotes, or after them comes what is no parameter: a part without a head is no file.
  [
    'a\r\nSet-Cookie: recourse-session=stolen\r\n\r\n<script>.pdf',
    'a%0D%0ASet-Cookie recourse-session=stolen%0D%0A%0D%0Ascript.pdf',
    422,
  ],
  ['quote".pdf; filename="other.html', 'quote%22.pdf; filename=%22other.html.pdf', 422],
  ["apostrophe'; filename*=UTF-8''x.html", "apostrophe'; filename=UTF-8''x.html.pdf"],
  ['<img src=x onerror=document.title="run">.pdf', 'img src=x onerror=document.title=%22run%22.pdf', 422],
  ['%2e%2e%2f.pdf', '%2e%2e%2f.pdf'],
  ['.htaccess', 'htaccess.pdf'],
  // What has no name is a field, and no file.
  ['', 422],
  ['\u2028\u2029\ufeff.pdf', 'file.pdf'],
  ['\ud83d.pdf', '\ufffd.pdf'],
];
