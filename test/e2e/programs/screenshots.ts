/**
 * Takes pictures of every page, light and dark, wide and narrow, of a desk that has something to show: `npm run screenshots`. The README's own four go
 * to `docs`; all of them to the folder named, where one is.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { browserPath, launch } from '../browser.ts';
import { type Stack, startStack } from '../stack.ts';

const DOCS = fileURLToPath(new URL('../../../docs', import.meta.url));
const SIZES = { wide: { width: 1280, height: 860 }, narrow: { width: 375, height: 780 } };
const SCHEMES = ['light', 'dark'] as const;
const SETTLED_MS = 1_500;

/** What is on the desk: a scenario, what it is about, and how far it has come. */
const CASES: readonly (readonly [name: string, more: object, steps: number])[] = [
  ['dispute_won', { respond_in: '2d', amount: '149.00', reason: 'Product not received' }, 0],
  ['dispute_lost', { respond_in: '5d', amount: '49.00' }, 0],
  ['dispute_won', { respond_in: '9d', amount: '320.00', reason: 'Product not as described' }, 0],
  ['alert_becomes_dispute', { amount: '18.00' }, 0],
  ['wepay_inquiry_to_chargeback', {}, 0],
  ['ccg_lost', {}, 0],
  ['dispute_won', { respond_in: '12d', amount: '89.00' }, 2],
  ['dispute_won', { respond_in: '12d', amount: '240.00', reason: 'Duplicate' }, 2],
  ['dispute_lost', { respond_in: '12d', amount: '60.00', reason: 'Canceled subscription' }, 2],
];

async function furnish(stack: Stack): Promise<{ readonly caseId: string; readonly paymentId: string }> {
  let first: { readonly id: string; readonly payment_id: string } | null = null;
  for (const [name, more, steps] of CASES) {
    const run = await stack.scenario(name, more);
    const { id } = await stack.caseOf(run.provider, run.payment_id);
    first ??= { id, payment_id: run.payment_id };
    if (steps === 0) continue;
    await decide(stack, id);
    await stack.advance(run.id);
  }
  const refunded = await stack.scenario('payment', { amount: '30.00' });
  await stack.ask('/api/v1/refunds', {
    method: 'POST',
    headers: { 'idempotency-key': 'order-1001' },
    body: JSON.stringify({
      provider: 'whop',
      payment_id: refunded.payment_id,
      amount: { amount: '12.50', currency: 'usd' },
    }),
  });
  if (first === null) throw new Error('there is nothing on the desk');
  return { caseId: first.id, paymentId: refunded.payment_id };
}

/** Challenges as soon as the case takes it, and waits until the answer has gone. */
async function decide(stack: Stack, caseId: string): Promise<void> {
  const path = `/api/v1/disputes/${caseId}`;
  for (;;) {
    const body = JSON.stringify({ decision: 'challenge' });
    await stack.ask(`${path}/decisions`, { method: 'POST', body });
    const found: { status: string } = JSON.parse(await (await stack.ask(path)).text());
    if (found.status === 'under_review') return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function picture(page: Page, address: string, file: string, whole = true): Promise<void> {
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path: file, fullPage: whole });
}

async function visit(browser: Browser, stack: Stack, scheme: 'light' | 'dark', size: keyof typeof SIZES) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: scheme,
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  await page.goto(await stack.link('Ada', 'admin'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
  return page;
}

const path = browserPath();
if (path === null) throw new Error('There is no Chromium here: install it, or set CHROMIUM to it.');
const [folder] = process.argv.slice(2);
const stack = await startStack({});
const browser = await launch(path);
try {
  const { caseId, paymentId } = await furnish(stack);
  const pages = {
    inbox: '/',
    case: `/cases/${caseId}`,
    refunds: '/refunds',
    refund: `/refunds/whop:${paymentId}:order-1001`,
    'new-refund': `/refunds/new?provider=whop&payment_id=${paymentId}`,
    insights: '/insights',
    health: '/health',
  };
  await mkdir(DOCS, { recursive: true });
  for (const scheme of SCHEMES) {
    for (const size of ['wide', 'narrow'] as const) {
      const page = await visit(browser, stack, scheme, size);
      const take = (address: string, file: string, whole?: boolean) =>
        picture(page, stack.origin + address, file, whole);
      if (folder !== undefined) {
        await mkdir(folder, { recursive: true });
        for (const [name, address] of Object.entries(pages))
          await take(address, join(folder, `${name}-${scheme}-${size}.png`));
      }
      if (scheme === 'light' && size === 'wide') {
        await take(pages.inbox, join(DOCS, 'inbox.png'), false);
        await take(pages.case, join(DOCS, 'case.png'), false);
      }
      if (scheme === 'dark' && size === 'wide') await take(pages.insights, join(DOCS, 'insights.png'), false);
      if (scheme === 'light' && size === 'narrow') await take(pages.case, join(DOCS, 'phone.png'), false);
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await stack.close();
}
