import type { ErasureView, FoundCustomerView } from '../api/schemas/erasure.ts';
import type { Config } from '../config.ts';
import { OperatorError } from '../operator-error.ts';
import { askLine } from './ask-line.ts';
import type { Command, Invocation } from './command.ts';
import { type ErasingDesk, openErasingDesk } from './erasing-desk.ts';

export const erase: Command = {
  summary: "Erases a customer's personal data, the ledger staying.",
  details:
    'Takes evidence, files and notes out of their closed cases for good; amounts, dates, decisions, rulings and refund keys\nstay. Open cases are kept as the answer to a claim, and follow by themselves when they close. Works on the database that\nDATABASE_URL names; without it, has the Recourse on HOST and PORT do it.',
  options: {
    customer: {
      type: 'string',
      value: 'WHO',
      help: 'Their mail address or name, whole, or the id of a payment or case; - reads it from standard input, or asks for it.',
    },
    by: { type: 'string', value: 'NAME', help: 'Who erases, for the time line; needed with DATABASE_URL.' },
    'dry-run': { type: 'boolean', help: 'Only show what would be erased.' },
    yes: { type: 'boolean', help: 'Ask nothing.' },
    json: { type: 'boolean', help: 'Print JSON; needs --yes or --dry-run.' },
  },
  run: async ({ config, options, stop }) => {
    const wish = wishFrom(options, config);
    const customer = wish.customer === STANDARD_INPUT ? await customerRead(stop) : wish.customer;
    const desk = await openErasingDesk(config, wish.by);
    try {
      return await carriedOut({ ...wish, customer }, desk, stop);
    } finally {
      await desk.close();
    }
  },
};

/** Stands for the customer where everybody on the machine can see what was typed. */
const STANDARD_INPUT = '-';

interface Wish {
  readonly customer: string;
  readonly by: string | null;
  readonly isDryRun: boolean;
  readonly isAgreed: boolean;
  readonly asJson: boolean;
}

function wishFrom(options: Invocation['options'], { databaseUrl }: Config): Wish {
  const isDryRun = options['dry-run'] === true;
  const isAgreed = options['yes'] === true;
  const wish = {
    customer: customerIn(options['customer']),
    by: databaseUrl === null ? nobody(options['by']) : nameIn(options['by'], isDryRun),
    isDryRun,
    isAgreed,
    asJson: options['json'] === true,
  };
  const asksNobody = isDryRun || isAgreed;
  if (wish.asJson && !asksNobody) throw new OperatorError('--json asks nobody: add --yes, or --dry-run.');
  if (wish.customer === STANDARD_INPUT && !process.stdin.isTTY && !asksNobody) {
    throw new OperatorError('--customer - asks nobody where no terminal is: add --yes, or --dry-run.');
  }
  return wish;
}

type Given = Invocation['options'][string];

function customerIn(given: Given): string {
  if (typeof given === 'string' && given.trim() !== '') return given;
  throw new OperatorError('--customer takes a mail address or name, whole, or the id of a payment or case.');
}

/** A container's user has no name that tells anything. */
function nameIn(given: Given, isDryRun: boolean): string | null {
  if (given === undefined && isDryRun) return null;
  const name = typeof given === 'string' ? given.trim() : '';
  if (/^[^\p{Cc}]{1,100}$/u.test(name)) return name;
  throw new OperatorError(
    '--by takes the name of who erases, up to 100 characters: it stands in the time line.',
  );
}

function nobody(given: Given): null {
  if (given === undefined) return null;
  throw new OperatorError(
    '--by goes with DATABASE_URL: the Recourse that runs knows by the token who erases.',
  );
}

async function customerRead(stop: AbortSignal): Promise<string> {
  return customerIn(await askLine(process.stdin.isTTY ? 'Whose data? ' : '', process.stderr, stop));
}

async function carriedOut(wish: Wish, desk: ErasingDesk, stop: AbortSignal): Promise<number> {
  const { customer, isDryRun, isAgreed, asJson } = wish;
  const found = await desk.find(customer);
  const cases = found.cases.filter(({ state }) => state !== 'erased').length;
  if (asJson) {
    const done = isDryRun || cases === 0 ? null : await desk.erase(customer, cases);
    print(JSON.stringify({ found, erasure: done }, null, 2));
    return 0;
  }
  print(...foundLines(found));
  if (cases === 0 || isDryRun) return 0;
  if (!isAgreed && !(await isTyped(cases, stop))) {
    print('Nothing was erased.');
    return 1;
  }
  print(...erasedLines(await desk.erase(customer, cases)));
  return 0;
}

const STATES = {
  open: 'open: kept until it closes, as the answer to a claim (GDPR Art. 17(3)(e)); then erased by itself',
  closed: 'closed',
  erased: 'erased already',
} as const;

function foundLines({ cases, mentions }: FoundCustomerView): readonly string[] {
  return [
    cases.length === 0 ? 'Nothing is kept of this customer.' : `Found ${counted(cases.length, 'case')}:`,
    ...cases.map(
      ({ case_id, state, texts, files }) =>
        `  ${case_id}  ${counted(texts, 'text')}, ${counted(files, 'file')}; ${STATES[state]}`,
    ),
    ...(mentions.length === 0
      ? []
      : [
          'The same words stand in cases of others, which are left as they are. Look at them; --customer takes a case id too:',
          ...mentions.map((id) => `  ${id}`),
        ]),
  ];
}

/** Typing a number takes a look at what is listed, which a y does not. */
async function isTyped(cases: number, stop: AbortSignal): Promise<boolean> {
  const question = `This cannot be undone. Type the number of cases (${cases}) to go on: `;
  return (await askLine(question, process.stdout, stop)).trim() === String(cases);
}

function erasedLines({ id, erased, waiting }: ErasureView): readonly string[] {
  return [
    `Erased: ${counted(erased.length, 'case')}. To follow within the hour, or once they close: ${waiting.length}. Kept as erasure ${id}.`,
    'The histories of their workflows are deleted by the workers, from within the hour on.',
    'Out of reach from here: what the payment providers hold, mails and chat messages sent by people, and back-ups made until now.',
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
