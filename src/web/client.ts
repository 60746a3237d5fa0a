import { attendanceHeader } from './attendance.ts';

/** Where the API is, seen from the pages it serves. */
const BASE = '/api/v1';

/** What was wrong with one part of a request. */
export interface ProblemField {
  readonly in: string;
  /** JSON Pointer to it. */
  readonly pointer: string;
  readonly detail: string;
}

/** A page of a list, as the API answers with it. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}

/** An answer other than success. Its message is the API's own sentence for people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** 0 when no answer came at all. */
  readonly status: number;
  /** The last part of the problem's URN, such as `refused` or `validation`; null where the status says it all. */
  readonly code: string | null;
  readonly title: string;
  readonly errors: readonly ProblemField[];

  constructor(
    status: number,
    detail: string,
    rest: {
      readonly code?: string | null;
      readonly title?: string;
      readonly errors?: readonly ProblemField[];
    } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = rest.code ?? null;
    this.title = rest.title ?? '';
    this.errors = rest.errors ?? [];
  }
}

/** Parameters of an address; what is undefined, null or empty is left out. */
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface CallOptions {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * The API, typed by its own schemas.
 *
 * @throws ApiProblem for whatever is no success, also when no answer comes
 * @example
 * await api.post<DecisionAcceptedView>(`/disputes/${segment(id)}/decisions`, { decision: 'challenge' });
 */
export const api = {
  get: <T>(path: string, options?: CallOptions) => call<T>('GET', path, undefined, options),
  post: <T>(path: string, body: unknown, options?: CallOptions) => call<T>('POST', path, body, options),
  patch: <T>(path: string, body: unknown, options?: CallOptions) => call<T>('PATCH', path, body, options),
  delete: <T = null>(path: string, options?: CallOptions) => call<T>('DELETE', path, undefined, options),
  /** The address of something that a browser fetches by itself: a download, a picture. */
  address: (path: string, query: Query = {}) => BASE + path + queryString(query),
  /** A file among other fields, telling how much of it has gone. */
  upload,
};

/**
 * An id as one segment of an address. `.` and `..` would walk up the address however they are escaped: escaped twice they stay where they are, as
 * an id that nothing has.
 */
export function segment(id: string): string {
  if (id === '.' || id === '..') return id.replaceAll('.', '%252E');
  return encodeURIComponent(id).replaceAll('%3A', ':');
}

/** `?a=1&b=2`, or nothing. */
export function queryString(query: Query): string {
  const entries = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  );
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}

const whenSignedOut = new Set<() => void>();

/** Calls back whenever the API answers that nobody is signed in; returns how to stop. */
export function onSignedOut(act: () => void): () => void {
  whenSignedOut.add(act);
  return () => whenSignedOut.delete(act);
}

async function call<T>(method: string, path: string, body: unknown, options: CallOptions = {}): Promise<T> {
  const { query = {}, headers = {}, signal } = options;
  const response = await fetch(api.address(path, query), {
    method,
    headers: {
      Accept: 'application/json',
      ...attendanceHeader(),
      ...(body !== undefined && JSON_TYPE),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    throw signal?.aborted === true ? error : noAnswer();
  });
  return answered<T>(response.status, await response.text());
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** @param onProgress - told the share that has gone, from 0 to 1 */
function upload<T>(
  path: string,
  form: FormData,
  {
    onProgress,
    signal,
  }: { readonly onProgress?: (share: number) => void; readonly signal?: AbortSignal } = {},
): Promise<T> {
  // fetch tells nothing about what has been sent.
  const request = new XMLHttpRequest();
  return new Promise<T>((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.(loaded / total));
    request.addEventListener('error', () => reject(noAnswer()));
    request.addEventListener('abort', () => reject(new ApiProblem(0, 'The upload was stopped.')));
    request.addEventListener('load', () => {
      try {
        resolve(answered<T>(request.status, request.responseText));
      } catch (error) {
        reject(error instanceof Error ? error : noAnswer());
      }
    });
    signal?.addEventListener('abort', () => request.abort());
    request.open('POST', api.address(path));
    request.setRequestHeader('Accept', 'application/json');
    request.send(form);
  });
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what is asked for says what comes
function answered<T>(status: number, text: string): T {
  const json: unknown = parsed(text);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema T comes from is the one the API is described and tested by
  if (status >= 200 && status < 300) return json as T;
  if (status === 401) for (const act of whenSignedOut) act();
  throw problemOf(status, json);
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function problemOf(status: number, json: unknown): ApiProblem {
  const problem: Partial<Record<string, unknown>> =
    typeof json === 'object' && json !== null ? { ...json } : {};
  const { type, title, detail, errors } = problem;
  return new ApiProblem(status, typeof detail === 'string' ? detail : `The server answered ${status}.`, {
    code: typeof type === 'string' && type.startsWith('urn:') ? (type.split(':').at(-1) ?? null) : null,
    title: typeof title === 'string' ? title : '',
    errors: Array.isArray(errors) ? errors : [],
  });
}

function noAnswer(): ApiProblem {
  return new ApiProblem(0, 'The server cannot be reached.', { code: 'unreachable' });
}
