import { expect, test } from 'vitest';
import type { FileSlotDescriptionView } from '../../../src/api/schemas/providers.ts';
import { objectionTo } from '../../../src/web/case/files/check-file.ts';
import { guessSlot } from '../../../src/web/case/files/slot-guess.ts';
import { newUploads, slotsFor } from '../../../src/web/case/files/uploads.ts';

function slot(name: string, max_files = 1): FileSlotDescriptionView {
  return { name, label: name, types: ['application/pdf', 'image/png'], max_bytes: 5_000_000, max_files };
}

const WEPAY = [
  'cancelation_request',
  'contract',
  'correspondence',
  'item_description',
  'itemized_receipt',
  'invoice',
].concat(['ip_logins', 'proof_of_credit', 'return_policy', 'refund_policy', 'signed_contract', 'tracking']);
const wepay = WEPAY.map((name) => slot(name, 10));
const whop = [
  slot('customer_communication_attachment'),
  slot('refund_policy_attachment'),
  slot('cancellation_policy_attachment'),
  slot('uncategorized_attachment'),
];

function objection(size: number, type: string): string | null {
  return objectionTo({ name: 'a', size, type }, slot('invoice'));
}

test.for([
  ['invoice-1042.pdf', 'invoice'],
  ['Receipt May.pdf', 'itemized_receipt'],
  ['chat with Ann.png', 'correspondence'],
  ['refundPolicy.pdf', 'refund_policy'],
  ['DHL tracking.pdf', 'tracking'],
  ['ip_logins.pdf', 'ip_logins'],
  ['signed contract.pdf', 'signed_contract'],
] as const)('%s goes to %s at a provider that has it', ([name, expected]) => {
  expect(guessSlot(name, wepay)).toEqual({ slot: expected, isSure: true });
});

test('a name that says nothing goes to the slot for anything, and asks', () => {
  expect(guessSlot('IMG_2041.png', whop)).toEqual({ slot: 'uncategorized_attachment', isSure: false });
  expect(guessSlot('shipment-screenshot.png', whop)).toEqual({
    slot: 'uncategorized_attachment',
    isSure: false,
  });
});

test('where there is no slot for anything, a name that says nothing is asked about', () => {
  expect(guessSlot('IMG_2041.png', wepay)).toBeNull();
  const [upload] = newUploads([new File(['x'], 'IMG_2041.png', { type: 'image/png' })], null, wepay, []);
  expect([upload?.slot, upload?.step.is]).toEqual([null, 'asking']);
});

test('with no slot left there is no guess', () => {
  expect(guessSlot('invoice.pdf', [])).toBeNull();
});

test('two files of a kind do not share a slot for one', () => {
  const files = ['chat 1.pdf', 'chat 2.pdf'].map(
    (name) => new File(['x'], name, { type: 'application/pdf' }),
  );
  const [first, second] = newUploads(files, null, whop, []);
  expect([first?.slot, first?.step.is]).toEqual(['customer_communication_attachment', 'queued']);
  expect([second?.slot, second?.step.is]).toEqual(['uncategorized_attachment', 'asking']);
});

test('a slot chosen beforehand that is taken says so', () => {
  const file = new File(['x'], 'chat.pdf', { type: 'application/pdf' });
  const [upload] = newUploads([file], 'refund_policy_attachment', whop, [
    { slot: 'refund_policy_attachment' },
  ]);
  expect(upload?.step).toEqual({
    is: 'failed',
    why: 'There is no room for it: remove another file first.',
    again: false,
  });
});

test.each([
  ['holiday.heic', '', 10, 'Taken here: PDF, PNG.'],
  ['notes.txt', 'text/plain', 10, 'Taken here: PDF, PNG.'],
  ['IMG_2041.png', 'image/png', 6_000_000, 'It is 6 MB, and 5 MB is the most that is taken here.'],
])(
  '%s of type %j and %i bytes, which nothing takes, is refused at once and for good',
  (name, type, size, why) => {
    const file = new File([new Uint8Array(size)], name, { type });
    const uploads = newUploads([file], null, wepay, []);
    expect(uploads).toMatchObject([{ slot: null, step: { is: 'failed', why, again: false } }]);
    expect(uploads.flatMap((upload) => slotsFor(upload, wepay, wepay))).toEqual([]);
  },
);

test('a file that has failed may go where it has not been refused', () => {
  const file = new File(['x'], 'a.png', { type: 'image/png' });
  const [first, second] = whop;
  const slots = [first, second].filter((item) => item !== undefined);
  const names = (again: boolean, open = slots) =>
    slotsFor(
      { id: 1, file, slot: first?.name ?? '', step: { is: 'failed', why: 'No.', again } },
      whop,
      open,
    ).map(({ name }) => name);
  expect(names(true)).toEqual(slots.map(({ name }) => name));
  expect(names(false)).toEqual([second?.name]);
  expect(names(true, [])).toEqual([]);
});

test('what would be refused is said before it is sent', () => {
  expect(objection(0, 'image/png')).toBe('The file is empty.');
  expect(objection(5_200_000, 'image/png')).toBe('It is 5.2 MB, and 5 MB is the most that is taken here.');
  expect(objection(10, 'image/gif')).toBe('Taken here: PDF, PNG.');
  expect(objection(10, '')).toBeNull();
  expect(objection(10, 'application/pdf')).toBeNull();
});
