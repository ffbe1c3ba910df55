/** Checks that the API answers and accepts the token. */
import { createClient } from '../../contracts/http/client.ts';
import { signedFetch } from '../api/signed-fetch.ts';
import { configuredApiUrl, connectionTo } from '../config/connection.ts';
import { tokenSource } from '../sign-in/token-source.ts';
import { broken, type Finding, ok, warning } from './finding.ts';

export async function checkApi(): Promise<Finding[]> {
  const url = await configuredApiUrl();
  if (url === undefined) {
    return [
      warning('api', 'no API is configured', 'Start "bgagent local", or choose an API with "bgagent configure --api-url URL".'),
    ];
  }
  const signal = AbortSignal.timeout(10_000);
  const health = await createClient({ baseUrl: url }).getHealth({ signal });
  if (!health.ok) {
    return [
      broken(
        'api',
        health.error.message,
        'Start it with "bgagent local", or correct the address with "bgagent configure --api-url URL".',
      ),
    ];
  }
  return [ok('api', `${url} answers, version ${health.data.version}`), await checkToken(url, signal)];
}

async function checkToken(url: string, signal: AbortSignal): Promise<Finding> {
  const connection = await connectionTo(url);
  const mend = 'Run "bgagent login", set BGAGENT_TOKEN, or start "bgagent local" again.';
  if (connection === undefined) return broken('token', `there is no token for ${url}`, mend);
  const said: string[] = [];
  const tokens = tokenSource(connection, (line) => said.push(line));
  const me = await createClient({ baseUrl: url, fetch: signedFetch(tokens, fetch) }).getMe({ signal });
  if (!me.ok) return broken('token', [me.error.message, ...said].join('\n'), mend);
  return said.length === 0 ? ok('token', 'the API accepts it') : warning('token', said.join('\n'), 'The API accepts the token.');
}
