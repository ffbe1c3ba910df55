/** Dollars for a sentence, with cents, and with smaller parts only where there are some. Example: 1234.5 → "$1,234.50"; 0.0125 → "$0.0125". */
export const dollars = (usd: number): string =>
  `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 })}`;
