import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

test('prints the lines that the accountants import', () => {
  const printed = execFileSync(process.execPath, ['src/print-invoices.js', 'test/march.json'], { encoding: 'utf8' });
  assert.equal(printed, '2025-0311;2025-03-04;129.80\n2025-0312;2025-03-05;48.00\n');
});
