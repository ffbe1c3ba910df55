/** Amounts of US dollars in words. An unknown cost is never shown as 0. */
import { dollars } from '../../core/text/dollars.ts';

export { dollars };

/** Example: `$2.00 + 1 unknown`. */
export function costWords({ known_usd, unknown_count }: { readonly known_usd: number; readonly unknown_count: number }): string {
  if (unknown_count === 0) return dollars(known_usd);
  return known_usd === 0 ? 'unknown' : `${dollars(known_usd)} + ${unknown_count} unknown`;
}
