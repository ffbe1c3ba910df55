/** The table of docs/security.md says what the tests of the sandboxes know. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempts, cell, sandboxes } from '../worker/sandbox/walls/attempts.ts';

const root = join(import.meta.dirname, '../..');
const document = readFileSync(join(root, 'docs/security.md'), 'utf8');
const [head = [], , ...rows] = document
  .slice(document.indexOf('| a command can …'))
  .split('\n\n', 1)
  .join('')
  .split('\n')
  .map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((each) => each.trim()),
  );

test('the table has a row for each attempt, and a cell for each sandbox', () => {
  expect(head.slice(1)).toEqual(sandboxes);
  expect(rows).toEqual(attempts.map((attempt) => [attempt.what, ...sandboxes.map((sandbox) => cell(attempt, sandbox))]));
});

test('each attempt is tried', () => {
  for (const { what, ways = [], calls = [], triedBy } of attempts) {
    const isTried = ways.length + calls.length > 0 || (triedBy !== undefined && existsSync(join(root, triedBy)));
    expect([what, isTried]).toEqual([what, true]);
  }
});
