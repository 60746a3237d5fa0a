import type { SandboxOptions } from '../../src/sandbox/server.ts';
import { startRig, type Rig } from './running.ts';

/** What WePay answers, as far as tests look into it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly id: string;
    readonly status: string;
    readonly error_code: string;
    readonly details: readonly { readonly reason_code: string }[];
    readonly results: readonly { readonly id: string }[];
    readonly next: string | null;
    readonly previous: string | null;
    readonly create_time: number;
    readonly amount: number;
  };
}

export interface WepayRig extends Rig {
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Answer>;
  readonly post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Uploads a document, `correspondence` in PDF unless told otherwise. */
  readonly upload: (
    fields?: { readonly type?: string; readonly account_id?: string; readonly bytes?: string | Buffer },
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  /** Challenges a dispute with one fresh document. */
  readonly challenge: (disputeId: string, headers?: Record<string, string>) => Promise<Answer>;
}

export const PDF = '%PDF-1.7\n%%EOF\n';

/** A sandbox, and WePay's API spoken as plainly as can be. */
export async function startWepay(options: Partial<SandboxOptions> = {}): Promise<WepayRig> {
  const rig = await startRig(options);
  const { baseUrl, uploadsUrl, appId, appToken, riskToken } = rig.sandbox.settings.wepay;
  const { accountId } = rig.accounts.wepay;
  const common = { 'App-Id': appId, 'Api-Version': '3.0' };

  const get: WepayRig['get'] = (path, headers = {}) =>
    ask(baseUrl + path, { headers: { ...common, 'App-Token': appToken, ...headers } });
  const post: WepayRig['post'] = (path, body = {}, headers = {}) =>
    ask(baseUrl + path, {
      method: 'POST',
      headers: { ...common, 'App-Token': appToken, 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const upload: WepayRig['upload'] = (fields = {}, headers = {}) => {
    const { type = 'correspondence', account_id = accountId, bytes = PDF } = fields;
    const form = new FormData();
    form.set('type', type);
    form.set('account_id', account_id);
    form.set('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), 'letter.pdf');
    return ask(`${uploadsUrl}/documents`, {
      method: 'POST',
      headers: { ...common, 'WePay-Risk-Token': riskToken, ...headers },
      body: form,
    });
  };
  const challenge: WepayRig['challenge'] = async (disputeId, headers) => {
    const { body } = await upload();
    const documentation = { documents: [body.id], explanation: 'They came to the event.' };
    return post(`/disputes/${disputeId}`, { documentation }, headers);
  };
  return { ...rig, get, post, upload, challenge };
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const { status, headers } = response;
  return { status, headers, body: JSON.parse(await response.text()) };
}

/** The reason codes of an error. */
export function reasons({ body }: Answer): readonly string[] {
  return body.details.map(({ reason_code }) => reason_code);
}
