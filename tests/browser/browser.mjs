// A real Chromium for tests of pages, headless and with a profile of its own. What a page must not do is written
// down: errors, warnings of the console, and every request but that of the page itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--font-render-hinting=none', '--force-color-profile=srgb', '--hide-scrollbars'];

/**
 * Opens `url` and gives `work` the page (of playwright) and what went wrong so far; closes the browser in any case.
 * @param {string} url  file: or http:
 * @param {{viewport?: {width: number, height: number}, colorScheme?: 'light' | 'dark', javaScriptEnabled?: boolean}} options  of playwright's contexts
 * @param {(page: import('playwright-core').Page, problems: string[], requests: string[]) => Promise<void>} work
 */
export async function withPage(url, options, work) {
  const profile = mkdtempSync(join(tmpdir(), 'zkmem-browser-'));
  let context;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: FLAGS,
      viewport: { width: 1280, height: 900 },
      timeout: 120_000,
      ...options,
    });
    const problems = [];
    const requests = [];
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => problems.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(`${message.type()}: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (request.url() !== url) requests.push(request.url());
    });
    await page.goto(url);
    await work(page, problems, requests);
  } finally {
    await context?.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
