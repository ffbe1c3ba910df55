/** Opens the API for a command: the typed client with the configured address, and with a token that is renewed. */
import { type Client, type ClientAnswer, createClient, type Exchange } from '../../contracts/http/client.ts';
import { type Connection, openConnection } from '../config/connection.ts';
import { writeText } from '../output/write-text.ts';
import { tokenSource } from '../sign-in/token-source.ts';
import { answerData } from './answer-data.ts';
import { patientFetch } from './patient-fetch.ts';
import { signedFetch } from './signed-fetch.ts';

export interface Api {
  readonly url: string;
  readonly client: Client;
}

/** @throws CliError with exit code 4 when no API is configured, or no token for it */
export async function openApi(flags: { readonly debug: boolean }): Promise<Api> {
  return apiAt(await openConnection(), flags);
}

export function apiAt(connection: Connection, flags: { readonly debug: boolean }): Api {
  const warn = (line: string) => {
    writeText(process.stderr, `bgagent: ${line}\n`);
  };
  const tokens = tokenSource(connection, warn);
  const onExchange = flags.debug
    ? (exchange: Exchange) => {
        writeText(process.stderr, describeExchange(exchange, tokens.used));
      }
    : undefined;
  const { apiUrl } = connection;
  return { url: apiUrl, client: createClient({ baseUrl: apiUrl, fetch: signedFetch(tokens, patientFetch(warn)), onExchange }) };
}

/** @throws CliError when the API answers with an error */
export async function dataOf<T>(answer: Promise<ClientAnswer<T>>): Promise<T> {
  return answerData(await answer);
}

/** One request with its answer, for `--debug`. Everything that looks like a secret is masked. */
function describeExchange(exchange: Exchange, tokens: ReadonlySet<string>): string {
  const { method, url, status, requestHeaders, responseHeaders, requestBody, responseBody } = exchange;
  const lines = [
    `> ${method} ${url}`,
    '> authorization: Bearer ***',
    ...Object.entries(requestHeaders).map(([name, value]) => `> ${name}: ${value}`),
    ...(requestBody === undefined ? [] : [`> ${requestBody}`]),
    `< ${status} (request ${responseHeaders['x-request-id'] ?? 'without id'})`,
    ...Object.entries(responseHeaders).map(([name, value]) => `< ${name}: ${value}`),
    `< ${responseBody}`,
  ];
  const shown = [...tokens].reduce((text, token) => text.replaceAll(token, '***'), lines.join('\n'));
  return `${shown.replaceAll(secretLike, '***')}\n`;
}

/** JSON Web Tokens, tokens of GitHub, and user names or passwords in addresses. */
const secretLike =
  /(?<![\w-])(?=[\w-]+\.[\w-]+\.[\w-])[\w-]*?eyJ[\w-]+\.[\w-]+\.[\w-]+|gh[a-z]_\w{20,}|github_pat_\w+|(?<=:\/\/)[^\s/"@]+(?=@)/g;
