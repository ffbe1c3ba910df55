/** A server that lists the repositories of an organisation as GitHub and Gitea do: page by page, with links. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { components } from '@octokit/openapi-types';

type Listed = components['schemas']['minimal-repository'];
/** The fields of GitHub's answer that are read, and those that only Gitea has. */
export type RepositoryOfOrganisation = Partial<Pick<Listed, 'full_name' | 'default_branch' | 'archived' | 'fork' | 'size'>> & {
  readonly clone_url?: string;
  readonly topics?: Listed['topics'] | undefined;
  readonly empty?: boolean;
  readonly mirror?: boolean;
};

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface OrganisationServer {
  readonly api: string;
  readonly requests: string[];
  readonly authorizations: Set<string | undefined>;
  /** The repositories of `acme`; each page is one list. */
  pages: readonly (readonly RepositoryOfOrganisation[])[];
  /** Other answers by `METHOD /path`; each list is used from its beginning, and its last answer stays. */
  readonly answers: Map<string, Answer[]>;
  /** What the links of the pages begin with. */
  linksTo: string;
  stop(): Promise<void>;
}

/** @param base path of the API: `/api/v3`, or `/api/v1` */
export async function startOrganisationServer(base: string): Promise<OrganisationServer> {
  const requests: string[] = [];
  const answers: OrganisationServer['answers'] = new Map();
  const authorizations: OrganisationServer['authorizations'] = new Set();
  const state: Pick<OrganisationServer, 'pages' | 'linksTo'> = { pages: [], linksTo: '' };
  const listed = (url: URL): Answer => {
    const page = Number(url.searchParams.get('page') ?? 1);
    url.searchParams.set('page', String(page + 1));
    const next = `<${state.linksTo}${url.pathname}${url.search}>; rel="next"`;
    return { headers: page < state.pages.length ? { link: next } : {}, body: (state.pages[page - 1] ?? []).map(withUsual) };
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://forge');
    requests.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
    authorizations.add(request.headers.authorization);
    const ordered = answers.get(`${request.method ?? ''} ${url.pathname.replace(base, '')}`);
    const usual = new Map<string, () => Answer>([
      [`${base}/orgs/acme`, () => ({ body: { login: 'acme' } })],
      [`${base}/orgs/acme/repos`, () => listed(url)],
    ]).get(url.pathname);
    const next = ordered && (ordered.length > 1 ? ordered.shift() : ordered[0]);
    const { status = 200, headers, body } = next ?? usual?.() ?? { status: 404, body: { message: 'Not Found' } };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  state.linksTo = origin;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(state, { api: `${origin}${base}`, requests, authorizations, answers, stop });
}

const withUsual = (given: RepositoryOfOrganisation) => ({
  clone_url: `https://forge.acme.example/${given.full_name ?? ''}.git`,
  ...{ default_branch: 'main', archived: false, fork: false, size: 7, topics: [] },
  ...given,
});
