/** Reads a duration that a person wrote on the command line. */
import { usageError } from './cli-error.ts';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/**
 * The seconds of `90`, `90s`, `10m`, `2h` or `1h30m`.
 * @throws CliError (usage) for any other text
 */
export function parseSeconds(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(\d+[smh])+$/.test(text)) {
    throw usageError(`"${text}" is not a duration: write seconds (90), or for example 90s, 10m, 1h30m.`);
  }
  const parts = text.matchAll(/(?<!\d)(\d+)([smh])/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (unitSeconds[unit ?? 's'] ?? 1), 0);
}
