/** Checks that the API answers and accepts the token. */
import { createClient } from '../../contracts/http/client.ts';
import { storedToken } from '../config/credentials.ts';
import { configuredApiUrl } from '../config/connection.ts';
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
  const token = process.env['BGAGENT_TOKEN'] ?? (await storedToken(url));
  const mend = 'Set BGAGENT_TOKEN, run "bgagent configure --token -", or start "bgagent local" again.';
  if (!token) return broken('token', `there is no token for ${url}`, mend);
  const fleets = await createClient({ baseUrl: url, token }).listFleets({ query: { limit: 1 }, signal });
  return fleets.ok ? ok('token', 'the API accepts it') : broken('token', fleets.error.message, mend);
}
