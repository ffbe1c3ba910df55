// Prints one line per invoice. The accountants' import reads them from standard output.
import { readFileSync } from 'node:fs';

const invoices = JSON.parse(readFileSync(process.argv[2], 'utf8'));

for (const { number, date, amount } of invoices) {
  console.log(`${number};${date};${amount}`);
}
