/** What the forge tells other programs of, such as a CI: pushes and pull requests, as a webhook of its user hears of them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Octokit } from '@octokit/rest';
import * as z from 'zod';
import type { ForgeAccount } from './forge-account.ts';

const pushed = z.object({ ref: z.string(), repository: z.object({ name: z.string() }) });

export interface ForgePushes {
  /** Every push that the forge told of: `repository ref`. */
  readonly heard: readonly string[];
  /** Takes the webhook away. */
  stop(): Promise<void>;
}

/** Hears of the pushes to all repositories of the user, of those that are made later, too. */
export async function hearPushes({ api, token }: ForgeAccount): Promise<ForgePushes> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { ref, repository } = pushed.parse(JSON.parse(body));
      heard.push(`${repository.name} ${ref}`);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}/`;
  const { request } = new Octokit({ auth: token, baseUrl: api });
  const hook = { type: 'gitea', config: { url, content_type: 'json' }, events: ['push'], active: true };
  const { data } = (await request('POST /user/hooks', hook)) as { data: { id: number } };
  return {
    heard,
    stop: async () => {
      await request('DELETE /user/hooks/{id}', { id: data.id });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
