import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { Problem } from './problem.ts';

/** Bytes. Above the longest evidence a processor takes (150,000 characters), escaped as JSON may escape it. */
const JSON_LIMIT = 1024 * 1024;

const jsonParser = express.json({
  type: () => true,
  limit: JSON_LIMIT,
  inflate: false,
  verify: (_req, _res, bytes) => {
    // A lenient decoder would put other characters in place of broken ones, and so into somebody's evidence.
    if (!isUtf8(bytes)) throw new Problem(400, 'The body is not UTF-8.');
  },
});

/**
 * Reads a JSON body.
 *
 * @throws Problem 400 when there is none, 415 when it is not called JSON, and what body-parser throws: 400, 413, 415
 */
export async function readJson(req: Request, res: Response): Promise<unknown> {
  const type = req.is(['json', '+json']);
  if (type === null || req.headers['content-length'] === '0') throw new Problem(400, 'Send a JSON body.');
  if (type === false) throw new Problem(415, 'Send the body as `Content-Type: application/json`.');
  refuseAnnounced(req, JSON_LIMIT);
  return parsed(jsonParser, req, res);
}

/**
 * Makes a reader of bodies as they are, byte for byte, up to a limit in bytes. Compressed ones are refused (415): a signature covers what was
 * sent, and a small body must not become a large one.
 */
export function rawReader(limit: number): (req: Request, res: Response) => Promise<Buffer> {
  const parser = express.raw({ type: () => true, limit, inflate: false });
  return async (req, res) => {
    refuseAnnounced(req, limit);
    const body = await parsed(parser, req, res);
    return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  };
}

/** The parser would read all of it before it refuses, however much that is and however long it takes to come. */
function refuseAnnounced(req: Request, limit: number): void {
  if (Number(req.headers['content-length'] ?? 0) <= limit) return;
  throw new Problem(413, `The body is larger than ${limit / 1024 / 1024} MiB.`, {
    headers: { Connection: 'close' },
  });
}

function parsed(parser: RequestHandler, req: Request, res: Response): Promise<unknown> {
  return new Promise((resolve, reject) => {
    void parser(req, res, (error?: unknown) => {
      if (error === undefined) resolve(req.body);
      else reject(error instanceof Error ? error : new Problem(400, 'The body could not be read.'));
    });
  });
}
