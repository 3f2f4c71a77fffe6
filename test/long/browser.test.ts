import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { atlasConfig, atlasGateway, startService } from '../support/projects/atlas.ts';
import { hasBrowser, openBrowser } from '../support/peers/browser.ts';
import { authority, certificateFolder, signedBy } from '../support/peers/certificates.ts';

/** Set it to a folder to keep what the browser shows. */
const shots = process.env['TOLLGATE_TEST_SCREENSHOTS'];
const shot = (name: string) => (shots ? { path: `${shots}/${name}.png` } : {});

describe.skipIf(!hasBrowser)(hasBrowser ? 'in Chromium' : 'in Chromium (skipped: none is installed here)', () => {
  test('the explorer sends a query and shows its answer, by files of this gateway alone', async () => {
    await using airports = await startService('airports');
    await using gateway = await atlasGateway([airports]);
    await using browser = await openBrowser();
    const { page, complaints, origins } = browser;
    await page.goto(`${gateway.url}/graphql`);
    await page.getByText('Send Request').first().waitFor();
    await page.screenshot(shot('explorer'));

    await page.getByText('Send Request').first().click();
    await page.getByText('"PASS"').first().waitFor();
    expect(await page.locator('app-query-result').innerText()).toMatch(/"version": "\d+\.\d+\.\d+"/);

    await page.locator('app-query-editor .cm-content').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('query { airport(code: "AMS") { name');
    await page.keyboard.press('Control+Enter');
    await page
      .getByText('"Schiphol"')
      .or(page.getByText(/Schiphol/))
      .first()
      .waitFor();
    await page.screenshot(shot('explorer-answer'));

    await page.keyboard.press('Escape'); // the list of completions
    await page.getByText('Docs', { exact: true }).click();
    await page.locator('app-doc-viewer').getByText('Mutation').first().waitFor();
    await page.screenshot(shot('explorer-docs'));
    expect(complaints).toEqual([]);
    expect([...origins]).toEqual([gateway.url]);
  });

  test('the pages of the endpoints show them and try one, by files of this gateway alone', async () => {
    await using airports = await startService('airports');
    await using gateway = await atlasGateway([airports]);
    await using browser = await openBrowser();
    const { page, complaints, origins } = browser;
    await page.goto(`${gateway.url}/docs`);
    await page.getByText('/v1/airports/{code}').first().click();
    await page.screenshot(shot('docs'));
    await page.getByText('Try it out').first().click();
    await page.getByPlaceholder('code').fill('AMS');
    await page.getByText('Execute').first().click();
    await page.getByText('Amsterdam Airport Schiphol').first().waitFor();
    await page.screenshot(shot('docs-answer'));

    await page.goto(`${gateway.url}/docs/redoc`);
    await page.getByRole('heading', { name: 'Trip itinerary' }).waitFor();
    await page.getByPlaceholder('Search...').fill('cancel');
    await page.locator('[data-role="search:results"]').getByText('Cancel trip').waitFor();
    await page.screenshot(shot('docs-redoc'));
    expect(complaints).toEqual([]);
    expect([...origins]).toEqual([gateway.url]);
  });

  test('the explorer works over HTTPS', async () => {
    const { files } = certificateFolder(await signedBy(await authority('Test authority'), 'localhost'));
    await using gateway = await atlasGateway([], { config: atlasConfig({ http: { tls: files } }) });
    await using browser = await openBrowser();
    await browser.page.goto(`${gateway.url}/graphql`);
    await browser.page.getByText('Send Request').first().click();
    await browser.page.getByText('"version"').first().waitFor();
    expect(browser.complaints).toEqual([]);
  });

  test('production shows a refusal that can be read, and nothing of the explorer', async () => {
    const config = atlasConfig({ http: { host: '127.0.0.1', drain: { notice: '0ms' } } });
    await using gateway = await atlasGateway([], { dev: false, config });
    await using browser = await openBrowser();
    const { page } = browser;
    const response = await page.goto(`${gateway.url}/graphql`);
    expect(response?.status()).toBe(422);
    expect(await page.locator('body').innerText()).toContain('A request needs an operation: its id in `documentId`');
    await page.screenshot(shot('production'));
    expect((await page.goto(`${gateway.url}/explorer/main.js`))?.status()).toBe(404);
  });

  test('a page of another origin reads answers only where the config names its origin', async () => {
    const site = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>'));
    await once(site.listen(0, '127.0.0.1'), 'listening');
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    await using gateway = await atlasGateway([], { config: atlasConfig({ http: { cors: { origins: [origin] } } }) });
    await using closed = await atlasGateway([]);
    await using browser = await openBrowser();
    const { page } = browser;
    await page.goto(origin);
    const ask = (url: string): Promise<unknown> =>
      page.evaluate(
        (address) =>
          fetch(`${address}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{"query":"{__typename}"}',
          }).then(
            (response) => response.json(),
            () => 'refused',
          ),
        url,
      );
    expect(await ask(gateway.url)).toEqual({ data: { __typename: 'Query' } });
    expect(await ask(closed.url)).toBe('refused');
    site.close();
  });
});
