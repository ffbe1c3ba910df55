/**
 * Compares the clock of this machine with the one of a server, by the header `Date` of its answers.
 * Example: a machine that is ten minutes behind → `the clock of this machine is 10m behind …: set it, …`.
 */
import { aboutDuration } from '../../core/text/duration.ts';

/** A difference below this has no effect, and may be the time that an answer travelled. */
const worthMs = 60_000;

/** How far the server is ahead, in ms; undefined: it does not say. */
export function aheadMs(headers: Headers, now: number): number | undefined {
  const said = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(said) ? undefined : said - now;
}

/** The sentence about a difference that matters; undefined: there is none. */
export function clockSentence(server: string, ahead: number | undefined, now: number): string | undefined {
  if (ahead === undefined || Math.abs(ahead) < worthMs) return undefined;
  const side = ahead > 0 ? 'behind' : 'ahead of';
  return `the clock of this machine is ${aboutDuration(Math.abs(ahead))} ${side} that of ${server} (${utc(now)} here, ${utc(now + ahead)} there): set it, for example with "sudo timedatectl set-ntp true", on macOS with "sudo sntp -sS time.apple.com".`;
}

const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
