import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launch } from './browser.ts';
import { signIn } from './people.ts';
import { type Stack, startStack } from './stack.ts';

const path = browserPath();

/** What stands where something is still to come. */
const UNDER_WAY = '.mantine-Skeleton-root, .mantine-Loader-root, [aria-busy="true"]';

let stack: Stack;
let browser: Browser;
let addresses: Readonly<Record<string, string>>;

// Said aloud by browserPath, and a failure under CI.
describe.skipIf(path === null)('every page can be used by everybody', () => {
  beforeAll(async () => {
    stack = await startStack({});
    browser = await launch(path ?? '');
    const { payment_id } = await stack.scenario('dispute_won', { respond_in: '2d', amount: '149.00' });
    await stack.scenario('alert_becomes_dispute', { amount: '18.00' });
    await stack.scenario('wepay_inquiry_to_chargeback');
    const { id } = await stack.caseOf('whop', payment_id);
    const { payment_id: paid } = await stack.scenario('payment', { amount: '30.00' });
    addresses = {
      Inbox: '/',
      'A case': `/cases/${id}`,
      Refunds: '/refunds',
      'New refund': `/refunds/new?provider=whop&payment_id=${paid}`,
      Insights: '/insights',
      Health: '/health',
    };
  });
  afterAll(async () => {
    await browser.close();
    await stack.close();
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 375],
    ['dark', 375],
  ] as const)(
    '%s, %i pixels wide: nothing serious, and nothing wider than the screen',
    async (scheme, width) => {
      const { page } = await signIn(browser, stack, { name: `ada-${scheme}-${width}`, role: 'admin' });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 850 });
      for (const [name, address] of Object.entries(addresses)) {
        await page.goto(stack.origin + address);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await expect.poll(() => page.locator(UNDER_WAY).count()).toBe(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(
          serious.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]),
          name,
        ).toEqual([]);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(overflow, `${name} is wider than its window`).toBeLessThanOrEqual(0);
      }
      await page.context().close();
    },
  );
});
