/** `node one-large-ledger.ts TARGETS LIFE`: lives a fleet to its end, and prints how large its ledger got, as JSON. */
import { largestLedger, type Life } from './largest-ledger.ts';

const [total = '', life = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(largestLedger(Number(total), JSON.parse(life) as Life)));
