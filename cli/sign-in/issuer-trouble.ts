/**
 * What went wrong at the issuer, as a sentence, and whether trying again helps.
 * Example: ECONNREFUSED → `{ kind: 'outage', sentence: 'the issuer https://… cannot be reached (connect ECONNREFUSED …)' }`.
 */
import { messageOf } from '../../core/text/message-of-error.ts';
import { plainLine } from '../../core/text/plain-text.ts';

export interface Trouble {
  /** `outage`: it may answer later. `refused`: it said no. `broken`: its answer cannot be used. */
  readonly kind: 'outage' | 'refused' | 'broken';
  /** The code of OAuth, such as `invalid_grant`, where the issuer gave one. */
  readonly code?: string;
  /** Without a full stop, so that what to do may follow. */
  readonly sentence: string;
}

const comeAgain: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable']);

/** @param error what openid-client threw */
export function troubleOf(issuer: string, error: unknown): Trouble {
  const said = saidBy(error);
  const status = statusOf(error);
  if (status === 429 || status >= 500 || (said !== undefined && comeAgain.has(said.code))) {
    return { kind: 'outage', sentence: `the issuer ${issuer} cannot answer now (it answered ${status || said?.code})` };
  }
  if (said !== undefined) return { kind: 'refused', code: said.code, sentence: `the issuer ${issuer} refuses it (${said.text})` };
  const cause = causeOf(error);
  if (isNetwork(error)) return { kind: 'outage', sentence: `the issuer ${issuer} cannot be reached (${rootOf(error)})` };
  if (status > 0) return { kind: 'broken', sentence: `${issuer} answered ${status}, which no OpenID Connect issuer does` };
  const why = [messageOf(error), ...(cause === undefined || messageOf(cause) === messageOf(error) ? [] : [messageOf(cause)])];
  return {
    kind: 'broken',
    sentence: `the issuer ${issuer} answered something that cannot be used (${why.map(plainLine).join(': ')})`,
  };
}

/** The error in an answer of the issuer, or in the address that it sent the browser to. */
function saidBy(error: unknown): { readonly code: string; readonly text: string } | undefined {
  if (!(error instanceof Error && 'error' in error && typeof error.error === 'string')) return undefined;
  const description = 'error_description' in error && typeof error.error_description === 'string' ? error.error_description : '';
  const words = description === '' ? error.error : `${error.error}: ${description.replace(/\.$/, '')}`;
  return { code: error.error, text: plainLine(words) };
}

/** 0: there was no answer that openid-client complains about. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error)) return 0;
  if ('status' in error && typeof error.status === 'number') return error.status;
  return error.cause instanceof Response ? error.cause.status : 0;
}

/** The request failed on its way, or took too long. */
function isNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'OAUTH_TIMEOUT') return true;
  return error.message === 'fetch failed' || isNetwork(causeOf(error));
}

function rootOf(error: unknown): string {
  const cause = causeOf(error);
  return cause === undefined ? plainLine(messageOf(error)) : rootOf(cause);
}

/** An error of Node.js may come from another realm, so no class is asked for. */
const causeOf = (error: unknown): object | undefined =>
  typeof error === 'object' && error !== null && 'cause' in error && typeof error.cause === 'object' && error.cause !== null
    ? error.cause
    : undefined;
