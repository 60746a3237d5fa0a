import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

const SLACK = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_CHANNEL: 'C0123456789' };

test('without settings there is no chat', () => {
  expect(readConfig({}).slack).toBeNull();
});

test('three settings set it up', () => {
  expect(readConfig(SLACK).slack).toEqual({
    botToken: 'xoxb-1',
    signingSecret: 's',
    channel: 'C0123456789',
    apiUrl: 'https://slack.com/api/',
    merchantChannels: new Map(),
    events: [
      'dispute.opened',
      'dispute.reminder',
      'dispute.escalated',
      'dispute.proposed',
      'document.expired',
      'refund.needs_attention',
    ],
    people: new Map(),
  });
});

test('merchants may have channels of their own', () => {
  const { slack } = readConfig({ ...SLACK, SLACK_MERCHANT_CHANNELS: 'biz_1=C0123, 456 = G0456' });
  expect(slack?.merchantChannels).toEqual(
    new Map([
      ['biz_1', 'C0123'],
      ['456', 'G0456'],
    ]),
  );
});

test('what is said aloud in threads can be chosen', () => {
  const { slack } = readConfig({ ...SLACK, SLACK_EVENTS: 'dispute.ruled, dispute.proposed' });
  expect(slack?.events).toEqual(['dispute.ruled', 'dispute.proposed']);
});

test('people whose address does not tell are named by their ids at Slack', () => {
  const { slack } = readConfig({ ...SLACK, SLACK_PEOPLE: 'U123=ada, W456 = bob smith' });
  expect(slack?.people).toEqual(
    new Map([
      ['U123', 'ada'],
      ['W456', 'bob smith'],
    ]),
  );
});

describe('refused in a sentence that names the variable', () => {
  test.each([
    [
      { SLACK_BOT_TOKEN: 'x' },
      /^SLACK_SIGNING_SECRET is missing: .* because SLACK_BOT_TOKEN is set\.\nSLACK_CHANNEL/,
    ],
    [{ SLACK_PEOPLE: 'U1=ada' }, /^SLACK_BOT_TOKEN is missing: .* because SLACK_PEOPLE is set/],
    [
      { SLACK_API_URL: 'http://127.0.0.1:1/api/' },
      /^SLACK_BOT_TOKEN is missing: .* because SLACK_API_URL is set/,
    ],
    [{ ...SLACK, SLACK_CHANNEL: '#disputes' }, /^SLACK_CHANNEL takes the id of a channel/],
    [{ ...SLACK, SLACK_PEOPLE: 'ada' }, /^SLACK_PEOPLE takes Slack user ids/],
    [{ ...SLACK, SLACK_PEOPLE: 'U1=ada,U2=' }, /^SLACK_PEOPLE takes Slack user ids/],
    [{ SLACK_MERCHANT_CHANNELS: 'biz_1=C1' }, /^SLACK_BOT_TOKEN is missing/],
    [{ ...SLACK, SLACK_MERCHANT_CHANNELS: 'biz_1=#shop' }, /^SLACK_MERCHANT_CHANNELS takes merchant ids/],
    [{ ...SLACK, SLACK_MERCHANT_CHANNELS: 'biz_1=C1,' }, /^SLACK_MERCHANT_CHANNELS takes merchant ids/],
    [
      { ...SLACK, SLACK_MERCHANT_CHANNELS: 'biz_1=C1,biz_1=C2' },
      /^SLACK_MERCHANT_CHANNELS takes .*each once/,
    ],
    [{ SLACK_EVENTS: 'dispute.ruled' }, /^SLACK_BOT_TOKEN is missing/],
    [{ ...SLACK, SLACK_EVENTS: 'dispute.ruled,all' }, /^SLACK_EVENTS takes some of dispute\.opened, /],
    [{ ...SLACK, SLACK_API_URL: 'slack' }, /^SLACK_API_URL takes the address of Slack's Web API/],
  ])('%j', (environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(sentence);
  });
});

test('a mistyped name is noticed', () => {
  expect(readConfig({ SLACK_TOKEN: 'x' }).unknownVariables).toEqual(['SLACK_TOKEN']);
});
