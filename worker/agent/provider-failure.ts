/** Sorts what a provider of models answered. Programs pass it on with a status of HTTP, or only as a sentence. */
import type { AgentFailure, FailureKind } from './preset.ts';

/** @param status of HTTP; null: not known, so the sentence alone tells */
export function providerFailure(status: number | null, message: string): AgentFailure {
  return { kind: kindOf(status, message), message };
}

/**
 * A plan or quota that is used up is as a refused key: a repetition does not help, and a person must act. A sentence about a limit of
 * rate may hold the address of a page about billing.
 */
const usedUp =
  /\bquota\b|(?<![/.-])\bbilling\b|\bcredit balance\b|\b(?:usage|spend) limit\b|\binsufficient[_ ]quota\b|\bhit your [^.]*\blimit\b/i;
const notLoggedIn = /\b(?:not logged in|invalid api key|missing environment variable|authenticat\w+|unauthorized|forbidden)\b/i;
const tooLong = /\b(?:too long|context[_ ](?:length|window)|maximum context)\b/i;
const limited = /\b(?:rate limit\w*|too many requests)\b/i;
const down =
  /\b(?:overloaded|high demand|server error|stream disconnected|error sending request|connection|timed? ?out|malformed response|network|reconnecting|unavailable)\b/i;

function kindOf(status: number | null, message: string): FailureKind {
  if (status !== null) return kindOfStatus(status, message);
  if (usedUp.test(message)) return 'auth';
  if (notLoggedIn.test(message)) return 'auth';
  if (tooLong.test(message)) return 'agent';
  if (limited.test(message)) return 'rate_limit';
  return down.test(message) ? 'provider' : 'agent';
}

/** 402: nobody pays any more. */
const refused: ReadonlySet<number> = new Set([401, 402, 403]);
const passing: ReadonlySet<number> = new Set([408, 409]);

function kindOfStatus(status: number, message: string): FailureKind {
  if (passing.has(status) || status >= 500) return 'provider';
  if (refused.has(status) || usedUp.test(message)) return 'auth';
  if (status === 429) return 'rate_limit';
  // 400 and 404: a model, an address or a setting that the provider does not take.
  return tooLong.test(message) || status === 413 ? 'agent' : 'config';
}
