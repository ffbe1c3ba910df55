/** The product as its users have it: `bgagent local` with real repositories, and a browser for each of them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import * as z from 'zod';
import { Product } from '../../agents/product.ts';
import { must } from '../../scenarios/answers.ts';
import { makeRepository } from '../../scenarios/repositories.ts';
import { makeFolder, removeFolders } from '../../worker/git-repository.ts';
import { chromiumVariable, findChromium } from './find-chromium.ts';
import { Visit } from './visit.ts';

const link = z.object({ data: z.object({ dashboard_url: z.url() }) });

export interface SiteOptions {
  /** The content of worker.yaml. */
  readonly workerConfig?: object;
  readonly workers?: number;
  /** Of the runtime and its workers. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface VisitOptions {
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** Whether the visit begins signed out. */
  readonly signedOut?: boolean;
}

export class Site {
  readonly product: Product;
  private readonly browser: Browser;
  private readonly options: SiteOptions;
  private readonly visits: Visit[] = [];

  private constructor(product: Product, browser: Browser, options: SiteOptions) {
    this.product = product;
    this.browser = browser;
    this.options = options;
  }

  static async start(options: SiteOptions = {}): Promise<Site> {
    const program = process.env[chromiumVariable] ?? findChromium();
    if (program === undefined) throw new Error('There is no browser. npm run test:web says what to install.');
    const product = new Product(options.workerConfig ?? {}, options.environment ?? {}, makeFolder('web'));
    await product.start({ workers: options.workers ?? 1 });
    // Root is refused by the browser's sandbox; the page is ours.
    const args = ['--disable-gpu', '--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
    return new Site(product, await chromium.launch({ executablePath: pathOf(program), args }), options);
  }

  get url(): string {
    return this.product.apiUrl;
  }

  /** Onboards `acme/<name>` as new bare repositories on this machine. @returns their paths */
  async onboard(
    names: readonly string[],
    files: Readonly<Record<string, string>> = { 'README.md': 'Hello\n' },
  ): Promise<string[]> {
    const remotes: string[] = [];
    for (const name of names) {
      const clone_url = await makeRepository(join(this.product.folder, 'git'), name, files);
      must(await this.product.client.putRepo({ params: { owner: 'acme', name }, body: { clone_url, default_branch: 'main' } }));
      remotes.push(clone_url);
    }
    return remotes;
  }

  /** A fresh link that signs in once, as `bgagent dashboard` asks for it. */
  async link(): Promise<string> {
    const headers = { authorization: `Bearer ${this.product.token}` };
    const answer = await fetch(`${this.url}/local/codes`, { method: 'POST', headers });
    return link.parse(await answer.json()).data.dashboard_url;
  }

  /** A person with a browser of their own opens the page at a path. */
  async visit(path: string, { dark = false, width = 1440, height = 900, signedOut = false }: VisitOptions = {}): Promise<Visit> {
    const context: BrowserContext = await this.browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(60_000);
    const page: Page = await context.newPage();
    const visit = new Visit(page, this.url);
    this.visits.push(visit);
    await visit.watch();
    if (!signedOut) await page.goto(await this.link());
    await page.goto(this.url + path);
    return visit;
  }

  /** The runtime is gone, as after a power cut. */
  kill(): Promise<void> {
    return this.product.kill();
  }

  /** The runtime comes back at the same address. */
  async restart(): Promise<void> {
    await this.product.start({ port: Number(new URL(this.url).port), workers: this.options.workers ?? 1 });
  }

  async close(): Promise<void> {
    for (const visit of this.visits) await visit.close();
    await this.browser.close();
    await this.product.close();
    removeFolders();
  }
}

/** Playwright wants a path. */
function pathOf(program: string): string {
  if (program.includes('/')) return program;
  return spawnSync('sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' }).stdout.trim();
}
