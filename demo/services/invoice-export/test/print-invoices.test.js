import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

test('prints the lines that the accountants import', () => {
  const printed = execFileSync(process.execPath, ['src/print-invoices.js', 'test/march.json'], { encoding: 'utf8' });
  const [first] = printed.split('\n');
  assert.equal(first, '2025-0311;2025-03-04;129.80');
});
