import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env['TOLLGATE_TEST_CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether there is a browser to look with: Debian's `chromium`, or the one that `TOLLGATE_TEST_CHROMIUM` names. */
export const hasBrowser = existsSync(CHROMIUM);

/** Root may not use the sandbox; the rest keeps it from asking its vendor for anything. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page of a browser that knows nothing yet. */
export interface Browser extends AsyncDisposable {
  readonly page: Page;
  /** What the pages complained about. */
  readonly complaints: readonly string[];
  /** The origins that the pages asked. */
  readonly origins: ReadonlySet<string>;
}

export async function openBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'tollgate-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: ARGUMENTS,
    viewport: { width: 1280, height: 800 },
    ignoreHTTPSErrors: true,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(120_000); // pages are painted by the processor here
  const complaints: string[] = [];
  const origins = new Set<string>();
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  return {
    page,
    complaints,
    origins,
    async [Symbol.asyncDispose]() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
