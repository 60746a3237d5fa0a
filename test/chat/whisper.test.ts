import { expect, test } from 'vitest';
import { createSlack } from '../../src/chat/slack.ts';
import { whisperer } from '../../src/chat/whisper.ts';
import { readConfig } from '../../src/config.ts';
import { startScriptedServer } from '../providers/scripted-server.ts';
import { startSlack } from '../stand-ins/slack.ts';

test.each([301, 302, 303, 307, 308])(
  'a redirect is not followed from the address to answer at (%i): whoever pressed is told by a call instead',
  async (status) => {
    await using elsewhere = await startScriptedServer((_, response) => response.end('ok'));
    await using named = await startScriptedServer((_, response) =>
      response.writeHead(status, { location: `${elsewhere.url}/respond` }).end(),
    );
    await using slack = await startSlack('C0000001');
    const settings = readConfig({ ...slack.environment }).slack;
    if (settings === null) throw new Error('the stand-in sets the chat up');
    slack.addUser({ id: 'U0ADA' });

    const whisper = whisperer(createSlack(settings));
    const press = { user: 'U0ADA', channel: slack.channel, action: 'challenge', value: undefined };
    await whisper({ ...press, responseUrl: `${named.url}/respond` }, 'Recorded.');

    expect(elsewhere.requests).toEqual([]);
    expect(named.requests).toHaveLength(1);
    expect(JSON.stringify(named.requests[0]?.headers)).not.toContain(settings.botToken);
    expect(slack.told('U0ADA')).toEqual(['Recorded.']);
  },
);
