import type { Logger } from 'pino';
import type { WorkflowPolicy } from '../domain/messages.ts';
import type { ProviderName } from '../domain/names.ts';
import type { Subscriber } from '../notify/subscriber.ts';
import type { Provider } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import type { CaseGateway } from '../temporal/gateway.ts';
import { type Board, type BoardOptions, createBoard } from './board.ts';
import { createSlackChannel, SLACK_SUBSCRIPTION } from './channel.ts';
import { keepMessagesUp } from './keep-up.ts';
import { pressTaker, type TakePress } from './press.ts';
import { channelOf, type SlackSettings } from './settings.ts';
import { createSlack } from './slack.ts';
import { whisperer } from './whisper.ts';

/** What the desk in the chat stands on. */
export interface ChatDeskOptions {
  readonly settings: SlackSettings;
  readonly store: Store;
  readonly gateway: Pick<CaseGateway, 'decide' | 'withdraw'>;
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly policy: WorkflowPolicy;
  /** Where people reach the pages. */
  readonly publicUrl: string;
  readonly log: Logger;
}

/** The desk in the chat: news is shown there, and what people press is carried out. */
export interface ChatDesk {
  readonly signingSecret: string;
  readonly press: TakePress;
  readonly board: Board;
  /** Whom news is to be delivered to. */
  readonly subscriber: Subscriber;
  /** Keeps messages up with what is no news, until told to stop; in one process or several. */
  keepUp(stop: AbortSignal): Promise<void>;
}

/**
 * Opens the desk in the chat. Nothing is asked of Slack before there is something to show.
 *
 * @example
 * const chat = config.slack && createChatDesk({ settings: config.slack, store, gateway, providers, policy, publicUrl, log });
 */
export function createChatDesk(options: ChatDeskOptions): ChatDesk {
  const { settings, store, gateway, providers, policy, publicUrl, log } = options;
  const slack = createSlack(settings);
  const capabilities: BoardOptions['capabilities'] = (provider) =>
    providers.get(provider)?.capabilities ?? null;
  const board = createBoard({
    slack,
    store,
    capabilities,
    policy,
    channelOf: (merchantId) => channelOf(settings, merchantId),
    publicUrl,
  });
  return {
    signingSecret: settings.signingSecret,
    board,
    subscriber: {
      ...SLACK_SUBSCRIPTION,
      kind: 'slack',
      channel: createSlackChannel({ board, slack, store, capabilities, saidAloud: settings.events }),
    },
    keepUp: (stop) => keepMessagesUp({ board, store, log }, stop),
    press: pressTaker({
      slack,
      people: store.people,
      named: settings.people,
      store,
      gateway,
      board,
      whisper: whisperer(slack),
      publicUrl,
      log,
    }),
  };
}
