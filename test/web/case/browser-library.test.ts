import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launch } from '../../e2e/browser.ts';

const MODULE = new URL('../../../src/web/case/files/browser-library.ts', import.meta.url);
const DESK = 'https://desk.example';
const SETUP = { script_url: `${DESK}/helper.js`, app_id: '121212', environment: 'stage' } as const;

/** As WePay's helper behaves: it makes documents only once it is set up, and says what is wrong with how. */
const HELPER = `{
  let app = null;
  const calls = (window.calls = []);
  window.WePay = {
    configure(...setup) {
      calls.push(setup);
      if (!/^\\d+$/.test(setup[1])) return { error_code: 'INVALID_PARAMS', error_message: 'app_id is not a number' };
      app = setup[1];
    },
    documents: {
      create(body, headers, callback) {
        const { type, file, account_id } = body;
        if (app === null) callback({ error_message: 'Call WePay.configure first' });
        else callback({ id: [app, type, file.name, account_id].join('/') });
      },
    },
  };
}`;

/** Hands files of these names over, one after the other: their documents, or why there are none. */
const PAGE = `<script type="module">
  import { handOver } from '/hand-over.js';
  window.handAllOver = async (setup, names) => {
    const answers = [];
    for (const name of names) {
      const made = handOver(setup, new File(['x'], name), { type: 'invoice', accountId: 'acc-1' });
      answers.push(await made.then(({ documentId }) => documentId, String));
    }
    return answers;
  };
</script>`;

const path = browserPath();
const javascript = (body: string) => ({ contentType: 'text/javascript', body });
const served: Readonly<Record<string, ReturnType<typeof javascript>>> = {
  '/': { contentType: 'text/html', body: PAGE },
  '/helper.js': javascript(HELPER),
  '/hand-over.js': javascript(stripTypeScriptTypes(await readFile(MODULE, 'utf8'))),
};

/** A page of its own, which nothing was handed over from yet. */
async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.route(`${DESK}/**`, (route) =>
    route.fulfill(served[new URL(route.request().url()).pathname] ?? { status: 404 }),
  );
  await page.goto(DESK);
  return page;
}

function handOver(page: Page, names: readonly string[], changes: object = {}): Promise<unknown> {
  const setup = { ...SETUP, ...changes };
  return page.evaluate(`handAllOver(${JSON.stringify(setup)}, ${JSON.stringify(names)})`);
}

describe.skipIf(path === null)("a provider's browser library", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(path ?? '');
  });
  afterAll(() => browser.close());

  test("is set up once for the platform's app, before the first document", async () => {
    const page = await openPage(browser);
    expect(await handOver(page, ['a.pdf', 'b.pdf'])).toEqual([
      '121212/invoice/a.pdf/acc-1',
      '121212/invoice/b.pdf/acc-1',
    ]);
    expect(await page.evaluate('calls')).toEqual([['stage', '121212', '3.0']]);
  });

  test('that refuses how it is set up hands nothing over and says why', async () => {
    const page = await openPage(browser);
    expect(await handOver(page, ['a.pdf'], { app_id: 'app' })).toEqual(['Error: app_id is not a number']);
  });
});
