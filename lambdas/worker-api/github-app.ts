/**
 * Tokens of a GitHub App for the repositories of one task. The key of the App stays here: what a worker gets ends within an hour, and reaches
 * these repositories alone, with the permissions that the work needs.
 */
import { createAppAuth } from '@octokit/auth-app';
import * as z from 'zod';
import type { SecretReader } from '../../adapters/secrets/secret-reader.ts';
import { Unreachable } from '../../adapters/dynamo/outage.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import type { RepositoryPlace } from '../../tasks/forge-bucket.ts';
import type { ForgeCredentials, Minted } from './ports.ts';

/** The secret of a GitHub App. `host`, `api`: those of a GitHub Enterprise Server. */
export const githubAppSecret = z.strictObject({
  app_id: z.union([z.string().regex(/^\d+$/), z.int().positive()]).transform(String),
  private_key: z.string().min(1),
  host: z.string().min(1).toLowerCase().default('github.com'),
  api: z.url().nullable().default(null),
});
export type GithubApp = z.output<typeof githubAppSecret>;

/** The secret of a token of another forge. */
export const forgeTokenSecret = z.strictObject({ token: z.string().min(1) });

/** Pull requests and their labels, the branch, its checks and statuses, and the rules of the branch that it is merged into. */
const permissions = {
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  checks: 'read',
  statuses: 'read',
  metadata: 'read',
} as const;

interface Secrets {
  /** Undefined: there is no App. */
  readonly app: Pick<SecretReader<GithubApp>, 'read'> | undefined;
  /** By the ARN. */
  readonly token: (secret: string) => Pick<SecretReader<z.output<typeof forgeTokenSecret>>, 'read'>;
}

export function forgeCredentials({ app, token }: Secrets): ForgeCredentials {
  return {
    appHost: async () => (await app?.read())?.host,
    async ofSecret(secret) {
      return { ok: true, token: (await token(secret).read()).token, expiresAt: null, api: null };
    },
    ofApp: async (places) => (app ? mint(await app.read(), places) : { ok: false, why: 'There is no GitHub App.' }),
  };
}

const apiOf = ({ host, api }: GithubApp): string =>
  api ?? (host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`);

async function mint(app: GithubApp, places: readonly RepositoryPlace[]): Promise<Minted> {
  const [first] = places;
  if (!first) return { ok: false, why: 'The task has no repository there.' };
  const path = [first.owner, first.name].map(encodeURIComponent).join('/');
  const found = await ask(app, { method: 'GET', path: `/repos/${path}/installation`, schema: installation });
  if (!found.ok) return { ok: false, why: whyNot(app, first, found.status) };
  const repositories = [...new Set(places.map(({ name }) => name))];
  const made = await ask(app, {
    method: 'POST',
    path: `/app/installations/${found.data.id}/access_tokens`,
    schema: accessToken,
    body: { repositories, permissions },
  });
  if (!made.ok) return { ok: false, why: whyNot(app, first, made.status) };
  return { ok: true, token: made.data.token, expiresAt: made.data.expires_at, api: app.api };
}

const installation = z.object({ id: z.int().positive() });
const accessToken = z.object({
  token: z.string().min(1),
  expires_at: z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString()),
});

interface Asked<T> {
  readonly method: string;
  readonly path: string;
  /** Of the answer. */
  readonly schema: z.ZodType<T>;
  readonly body?: unknown;
}
type Said<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly status: number };

/** Milliseconds for one request. */
const longestMs = 10_000;

/** @throws Unreachable where the forge may answer another time */
async function ask<T>(app: GithubApp, { method, path, schema, body }: Asked<T>): Promise<Said<T>> {
  const authenticate = createAppAuth({ appId: app.app_id, privateKey: app.private_key });
  const { token } = await authenticate({ type: 'app' });
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'user-agent': 'bgagent' };
  try {
    const signal = AbortSignal.timeout(longestMs);
    const response = await fetch(`${apiOf(app).replace(/\/$/, '')}${path}`, { method, headers, signal, ...json });
    const { ok, status } = response;
    if (status >= 500 || status === 429) throw new Error(`it answered ${status}`);
    return ok ? { ok, data: schema.parse(await response.json()) } : { ok, status };
  } catch (error) {
    throw new Unreachable(`${app.host} does not give a token now: ${messageOf(error)}`, { cause: error });
  }
}

function whyNot({ host }: GithubApp, { owner, name }: RepositoryPlace, status: number): string {
  if (status === 404) return `The GitHub App is not installed for ${owner}/${name}.`;
  if (status === 422) {
    return `The GitHub App may not do what the work needs in ${owner}/${name}, or is not installed for all repositories of the task.`;
  }
  return `${host} refuses the GitHub App (${status}).`;
}
