import { failureLines } from '../../../../cli/render/fleet/failure-lines.ts';
import { plainView } from '../../../../cli/render/view.ts';
import { sampleTarget } from '../../samples.ts';

const view = plainView(0);
const failedWith = (message: string, name: string) =>
  sampleTarget({ repo: `acme/${name}`, failure: { class: 'agent', code: 'X', message, retryable: false, by: 'user' } });

test('targets with one sentence share a line; only its first line counts, and three are named', () => {
  const failed = [...['a', 'b', 'c', 'd'].map((name) => failedWith(`exit 1\n${name}`, name)), failedWith('no space', 'e')];
  expect(failureLines(failed, view)).toEqual([
    '  ✗ 4 failed: exit 1 (acme/a, acme/b, acme/c, 1 more)',
    '  ✗ 1 failed: no space (acme/e)',
  ]);
});

test('targets in one repository are named by their paths', () => {
  const failed = ['libs/a', 'libs/b'].map((path) => ({ ...failedWith('exit 1', 'mono'), path }));
  expect(failureLines(failed, view)).toEqual(['  ✗ 2 failed: exit 1 (libs/a, libs/b)']);
});

test('of more than five sentences the others are counted', () => {
  const failed = Array.from({ length: 7 }, (_, at) => failedWith(`reason ${at}`, 'a'));
  expect(failureLines(failed, view)).toHaveLength(6);
  expect(failureLines(failed, view).at(-1)).toBe('    and 2 more kinds of failure');
});

test('a sentence is cut to the terminal, but not below 30 characters; a failure may give no reason', () => {
  const kept = (columns: number) => failureLines([failedWith('x'.repeat(200), 'a')], { ...view, columns })[0]?.split('x').length;
  expect([kept(Infinity), kept(80), kept(10)]).toEqual([120, 57, 30]);
  expect(failureLines([sampleTarget({ failure: null })], view)).toEqual(['  ✗ 1 failed: no reason was given (acme/auth)']);
});
