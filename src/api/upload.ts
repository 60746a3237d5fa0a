import busboy from 'busboy';
import type { Request } from 'express';
import { type SentFile, tooLarge } from './evidence-file.ts';
import { Problem } from './problem.ts';

/** An upload's parts: the one file, and the texts beside it. */
export interface Upload {
  readonly file: SentFile;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Reads a multipart upload of one file, holding no more than `maxBytes` of it in memory.
 *
 * @throws Problem 415 when it is not multipart (or compressed), 400 when it is malformed, 422 when the file is missing or too large
 */
export async function readUpload(req: Request, maxBytes: number): Promise<Upload> {
  const form = formReader(req, maxBytes);
  const fields = new Map<string, string>();
  let file: SentFile | null = null;
  await new Promise<void>((resolve, reject) => {
    const fail = (problem: Problem): void => {
      req.unpipe(form);
      req.resume();
      reject(problem);
    };
    form.on('file', (part, stream, { filename }) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => fail(tooLarge(maxBytes)));
      stream.on('error', () => fail(malformed()));
      stream.on('end', () => {
        if (part === 'file') file = { name: filename ?? '', bytes: Buffer.concat(chunks) };
      });
    });
    form.on('field', (part, value) => fields.set(part, value));
    for (const limit of ['filesLimit', 'fieldsLimit'] as const) form.on(limit, () => fail(tooMany()));
    form.on('error', () => fail(malformed()));
    form.on('close', resolve);
    // A request that came whole also closes, perhaps before the reader is through with it.
    req.once('close', () => req.complete || fail(malformed()));
    req.pipe(form);
  });
  if (file === null) throw new Problem(422, 'Send the file in a part called `file`.');
  return { file, fields: Object.fromEntries(fields) };
}

function formReader(req: Request, maxBytes: number): busboy.Busboy {
  if (!req.is('multipart/form-data') || req.headers['content-encoding'] !== undefined) {
    throw new Problem(415, 'Send it as `multipart/form-data`, uncompressed.');
  }
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      // One more byte than allowed, since busboy calls a file that reaches its limit cut off.
      limits: { files: 1, fileSize: maxBytes + 1, fields: 4, fieldSize: 1000, headerPairs: 20 },
    });
  } catch {
    throw malformed();
  }
}

function malformed(): Problem {
  return new Problem(400, 'The multipart body is malformed or ended too early.');
}

function tooMany(): Problem {
  return new Problem(422, 'Send one file, in the part `file`, beside `slot` and `dispute_id`.');
}
