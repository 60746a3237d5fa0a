import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Stack } from './stack.ts';

const WIDE = { width: 1280, height: 900 };

/** Somebody at a browser of their own. */
export interface Visitor {
  readonly page: Page;
  /** What went wrong in the page that nobody should see. */
  readonly errors: readonly string[];
}

/** Lets somebody in by a link, and waits for the inbox. */
export async function signIn(
  browser: Browser,
  stack: Stack,
  { name, role, merchant }: { readonly name: string; readonly role: string; readonly merchant?: string },
): Promise<Visitor> {
  const context = await browser.newContext({ viewport: WIDE, timezoneId: 'Europe/Berlin', locale: 'en-GB' });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(await stack.link(name, role, merchant));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
  return { page, errors };
}

/** Goes to a case and waits until it can be worked on. */
export async function openCase({ page }: Visitor, stack: Stack, caseId: string): Promise<void> {
  await page.goto(`${stack.origin}/cases/${caseId}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Waits until a page says something, wherever that stands. */
export async function says({ page }: Visitor, words: string | RegExp): Promise<void> {
  await page.getByText(words).first().waitFor({ timeout: 30_000 });
}

/** Nobody was shown an exception. */
export function expectNoErrors(...visitors: readonly Visitor[]): void {
  expect(visitors.flatMap(({ errors }) => errors)).toEqual([]);
}
