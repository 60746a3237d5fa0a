import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { MINUTE } from '../domain/instant.ts';
import { OperatorError } from '../operator-error.ts';
import { originOf } from '../start/address.ts';
import { tokenFile } from '../tokens.ts';

/** As much of a problem (RFC 9457) as an operator needs. */
const problem = z.object({ detail: z.string() });

/**
 * Asks the Recourse that listens on HOST and PORT to do something, as its administrator: the embedded database lets no second process in.
 *
 * @param path - beginning with a slash
 * @param json - what to send along; nothing when absent
 * @throws OperatorError when nobody answers there, or with what the answer says is wrong
 */
export async function askApi<Shape extends z.ZodType>(
  config: Config,
  path: string,
  shape: Shape,
  json?: object,
): Promise<z.output<Shape>> {
  const origin = originOf(config);
  const headers = {
    authorization: `Bearer ${await adminToken(config)}`,
    ...(json && { 'content-type': 'application/json' }),
  };
  const signal = AbortSignal.timeout(MINUTE);
  const body = json && JSON.stringify(json);
  const answer = await fetch(origin + path, {
    method: 'POST',
    headers,
    signal,
    redirect: 'error',
    ...(body && { body }),
  }).catch((error: unknown) => {
    throw new OperatorError(
      `No Recourse answers on ${origin}: start it, or set HOST and PORT to where it listens.`,
      { cause: error },
    );
  });
  const told: unknown = await answer.json().catch(() => null);
  const wanted = shape.safeParse(told);
  if (answer.ok && wanted.success) return wanted.data;
  const why = problem.safeParse(told).data?.detail ?? 'what listens there is no Recourse of this version.';
  throw new OperatorError(`${origin} answered ${answer.status}: ${why}`);
}

async function adminToken({ apiTokens, dataDir }: Config): Promise<string> {
  if (apiTokens === null) return await keptByStart(dataDir);
  const admin = apiTokens.find(({ role, merchantIds }) => role === 'admin' && merchantIds === null);
  if (admin !== undefined) return admin.token;
  throw new OperatorError('RECOURSE_API_TOKENS names no admin for all merchants, which this needs.');
}

/** Only looks: a token made here would be none of the running process. */
async function keptByStart(dataDir: string): Promise<string> {
  try {
    return (await readFile(tokenFile(dataDir), 'utf8')).trim();
  } catch (error) {
    throw new OperatorError(
      `There is no token in ${dataDir}: set RECOURSE_DATA_DIR to that of the Recourse that runs, or RECOURSE_API_TOKENS.`,
      { cause: error },
    );
  }
}
