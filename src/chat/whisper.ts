import { SECOND, type Millis } from '../domain/instant.ts';
import type { Press } from './interaction.ts';
import type { Slack } from './slack.ts';

const TIMEOUT: Millis = 5 * SECOND;

/** Makes what tells whoever pressed something, and nobody else: at the address Slack gave for it, else by a call. */
export function whisperer(slack: Slack): (press: Press, text: string) => Promise<void> {
  return async ({ responseUrl, channel, user }, text) => {
    if (responseUrl !== null && (await answered(responseUrl, text))) return;
    if (channel !== null) await slack.whisper(channel, user, text);
  };
}

/** The address comes from a request that Slack has signed. */
async function answered(responseUrl: string, text: string): Promise<boolean> {
  try {
    const { ok } = await fetch(responseUrl, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return ok;
  } catch {
    return false;
  }
}
