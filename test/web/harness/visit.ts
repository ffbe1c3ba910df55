/** One person's look at the page. Everything that a browser complains about is kept: a scenario that did not announce it fails. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { knownFindings } from './known-findings.ts';

const pictures = join(import.meta.dirname, '..', '..', '..', '.cache', 'web');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const axeOptions: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
};

/** Of the narrowest window that is supported, of one of 1,440 pixels at 200 %, and of the widest. */
const [phone, zoomed, widest] = [360, 720, 2_560];
const widths = [phone, zoomed, widest];

/** In the page: what its policy forbids is told as an error. */
const toldByPolicy = `addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, sample }) => {
  console.error('policy: ' + violatedDirective + ' ' + sourceFile + ' ' + sample);
});`;
/** In the page: by how many pixels it is wider than its window. */
const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

interface Finding {
  readonly id: string;
  readonly target: string;
  readonly html: string;
  readonly failureSummary: string | undefined;
}

export class Visit {
  readonly page: Page;
  private readonly origin: string;
  private complaints: string[] = [];
  private readonly announced: RegExp[] = [];
  /** Paths of the requests to the API so far, with their methods and statuses: `GET /v1/fleets 200`. */
  readonly requests: string[] = [];

  constructor(page: Page, origin: string) {
    this.page = page;
    this.origin = origin;
  }

  async watch(): Promise<void> {
    const { page } = this;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complain(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => {
      this.complain(`error: ${error.message}`);
    });
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // A read that is not wanted any more is given up.
      if (why !== 'net::ERR_ABORTED') this.complain(`failed: ${request.url()} ${why}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(this.origin) && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) {
        this.complain(`third party: ${request.url()}`);
      }
    });
    page.on('response', (response) => {
      const { pathname, search } = new URL(response.url());
      if (pathname.startsWith('/v1/')) {
        this.requests.push(`${response.request().method()} ${pathname}${search} ${response.status()}`);
      }
    });
    await page.addInitScript({ content: toldByPolicy });
  }

  private complain(what: string): void {
    this.complaints.push(what);
  }

  /** Complaints that fit are expected from now on, such as those about a refused request. */
  expectComplaint(pattern: RegExp): void {
    this.announced.push(pattern);
  }

  /** Fails where the browser complained about something that was not announced. */
  expectNoComplaints(): void {
    const unexpected = this.complaints.filter((complaint) => !this.announced.some((pattern) => pattern.test(complaint)));
    this.complaints = [];
    expect(unexpected).toEqual([]);
  }

  /** Waits until a text is seen. */
  async sees(text: string | RegExp): Promise<Locator> {
    const found = this.page.getByText(text).filter({ visible: true }).first();
    await found.waitFor();
    return found;
  }

  async click(role: 'button' | 'link' | 'tab' | 'checkbox' | 'menuitem' | 'radio', name: string | RegExp): Promise<void> {
    await this.page.getByRole(role, { name }).filter({ visible: true }).first().click();
  }

  /** Keeps a picture of what is seen, for people: `.cache/web/<name>.png`. */
  async picture(name: string): Promise<void> {
    await mkdir(pictures, { recursive: true });
    await this.page.evaluate('document.fonts.ready.then(() => undefined)');
    await this.page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled', caret: 'hide' });
  }

  /** Fails on any finding of axe on what is shown now, but those on the list of known ones. What is just being laid out anew is looked at again. */
  async expectAccessible(): Promise<void> {
    // As the developer tools would: the page's policy allows no such script to the page itself.
    await this.page.evaluate(axeSource);
    let findings = await this.findings();
    for (let again = 0; findings.length > 0 && again < 5; again += 1) {
      await pause(500);
      findings = await this.findings();
    }
    expect(findings).toEqual([]);
  }

  private async findings(): Promise<readonly Finding[]> {
    const { violations } = await this.page.evaluate<AxeResults, RunOptions>(
      // The script before has defined it.
      (options) => (globalThis as unknown as { axe: { run: (o: RunOptions) => Promise<AxeResults> } }).axe.run(options),
      axeOptions,
    );
    const all = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html, failureSummary }) => ({
        id,
        target: target.join(' '),
        html: html.slice(0, 200),
        failureSummary,
      })),
    );
    return all.filter(({ id, target }) => !knownFindings.some((known) => known.id === id && known.target.test(target)));
  }

  /** As wide as a small phone, at 200 % of a usual window, and on a large screen: nothing is cut, and nothing is to be scrolled sideways. */
  private async expectRoom(name: string): Promise<void> {
    for (const width of widths) {
      await this.page.setViewportSize({ width, height: 844 });
      // The page lays itself out anew.
      await this.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
      expect([width, Math.max(0, Number(await this.page.evaluate(sideways)))]).toEqual([width, 0]);
      if (width !== phone) continue;
      await this.picture(`${name}-phone`);
      await this.expectAccessible();
    }
  }

  /** Looks at what is shown now: a picture, and axe in light, in dark, and as wide as a phone. The address must be enough to come back to it. */
  async look(name: string): Promise<void> {
    await this.picture(name);
    await this.expectAccessible();
    await this.page.emulateMedia({ colorScheme: 'dark' });
    await this.picture(`${name}-dark`);
    await this.expectAccessible();
    await this.page.emulateMedia({ colorScheme: 'light' });
    const size = this.page.viewportSize() ?? { width: 1440, height: 900 };
    await this.expectRoom(name);
    await this.page.setViewportSize(size);
    this.expectNoComplaints();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
