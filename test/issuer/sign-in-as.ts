/** Plays a person's browser: follows redirects with cookies, and posts the forms of the issuer. */

export interface EndOfSignIn {
  /** The last address: the page of the device flow, or the address that the issuer sent the browser back to. */
  readonly address: URL;
  /** Status and text of the last page; undefined when nothing answered at the address. */
  readonly page: { readonly status: number; readonly text: string; readonly headers: Headers } | undefined;
}

export interface BrowserOptions {
  readonly password?: string;
  /** At which form the person gives up. */
  readonly cancelAt?: 'login' | 'consent';
  /** What the person types where the page of the device flow asks for the code. */
  readonly userCode?: string;
}

const mostSteps = 25;

/**
 * Opens the address and signs in as the user, whose password is the default one (`passwordOf`) unless the options say another.
 * The last page is the first one that has no form, or that is not of the issuer.
 */
export async function signInAs(address: string | URL, user: string, options: BrowserOptions = {}): Promise<EndOfSignIn> {
  const browser = new Browser(new URL(address).origin);
  let next: Step = { url: new URL(address) };
  let cancelled = false;
  for (let steps = 0; steps < mostSteps; steps++) {
    const response = await browser.ask(next);
    if (response === undefined) return { address: next.url, page: undefined };
    const location = response.headers.get('location');
    if (location !== null) {
      await response.body?.cancel();
      next = { url: new URL(location, next.url) };
      continue;
    }
    const page = { status: response.status, text: await response.text(), headers: response.headers };
    const form = next.url.origin === browser.issuer ? formOf(page.text) : undefined;
    // Of a device whose person cancelled, the issuer shows the first form again.
    if (form === undefined || (cancelled && 'user_code' in form.inputs)) return { address: next.url, page };
    const fields = filled(form, user, options);
    cancelled ||= fields['answer'] === 'cancel';
    next = { url: new URL(form.action, next.url), fields };
  }
  throw new Error(`The sign-in did not end after ${mostSteps} pages.`);
}

export const passwordOf = (user: string): string => `password-of-${user}`;

interface Step {
  readonly url: URL;
  /** Posted where they are there. */
  readonly fields?: Readonly<Record<string, string>>;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** Keeps the cookies of the issuer. */
class Browser {
  readonly issuer: string;
  private readonly cookies = new Map<string, Cookie>();

  constructor(issuer: string) {
    this.issuer = issuer;
  }

  /** @returns undefined when nothing listens at the address */
  async ask({ url, fields }: Step): Promise<Response | undefined> {
    const own = url.origin === this.issuer;
    const sent = [...this.cookies.values()].filter(({ path }) => own && url.pathname.startsWith(path));
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; ') },
      ...(fields === undefined ? {} : { method: 'POST', body: new URLSearchParams(fields) }),
    }).catch((error: unknown) => {
      if (own) throw error;
      return undefined;
    });
    if (own) for (const line of response?.headers.getSetCookie() ?? []) this.keep(line);
    return response;
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const attribute = (key: string) => attributes.find((one) => one.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
    const path = attribute('path') ?? '/';
    const over = new Date(attribute('expires') ?? '9999-01-01') <= new Date();
    if (over) this.cookies.delete(`${path} ${name}`);
    else this.cookies.set(`${path} ${name}`, { name, value, path });
  }
}

interface Form {
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
}

function formOf(html: string): Form | undefined {
  const [tag, content] = /<form\b[^>]*>(.*?)<\/form>/s.exec(html) ?? [];
  if (tag === undefined) return undefined;
  const inputs = [...(content ?? '').matchAll(/<input\b[^>]*>/g)].map(([input]): [string, string] => [
    attributeOf(input, 'name'),
    attributeOf(input, 'value'),
  ]);
  return { action: attributeOf(tag, 'action'), inputs: Object.fromEntries(inputs) };
}

const attributeOf = (tag: string, name: string): string =>
  (new RegExp(String.raw`\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '').replaceAll('&amp;', '&').replaceAll('&#x2F;', '/');

function filled({ inputs }: Form, user: string, options: BrowserOptions): Record<string, string> {
  if ('login' in inputs) {
    const answer = options.cancelAt === 'login' ? 'cancel' : 'continue';
    return { login: user, password: options.password ?? passwordOf(user), answer };
  }
  if ('user_code' in inputs) return { ...inputs, user_code: inputs['user_code'] || (options.userCode ?? '') };
  return { ...inputs, answer: options.cancelAt === 'consent' ? 'cancel' : 'continue' };
}
