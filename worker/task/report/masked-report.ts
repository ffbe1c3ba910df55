/** A report without the secrets that the worker knows: wherever a text, a name or a number in it holds one. */
import { reportOfText } from '../../../contracts/report.ts';
import type { Secrets } from '../../sandbox/secrets.ts';

/** @param text JSON, as the row has it */
export const maskedReport = (text: string, secrets: Pick<Secrets, 'mask'>): string =>
  JSON.stringify(masked(reportOfText(text), secrets));

function masked(value: unknown, secrets: Pick<Secrets, 'mask'>): unknown {
  if (Array.isArray(value)) return value.map((each) => masked(each, secrets));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [secrets.mask(key), masked(inner, secrets)]));
  }
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const shown = secrets.mask(String(value));
  return shown === String(value) ? value : shown;
}
