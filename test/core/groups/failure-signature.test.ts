import * as fc from 'fast-check';
import { failureKey, failureSummary } from '../../../core/groups/failure-signature.ts';
import { namesOf, withoutNames } from '../../../core/groups/without-names.ts';

const none = namesOf([]);
const failed = (message: string) => ({ class: 'agent', code: 'AGENT_FAILED', message, verifier: null, names: none });

test('the summary is the last line that says why, as it was printed', () => {
  const message = 'verifier "t" failed: exit code 1\n--- FAIL: TestA\n    a_test.go:41: expected 3, got 4\nFAIL\nexit status 1';
  expect(failureSummary(failed(message))).toBe('a_test.go:41: expected 3, got 4');
  expect(failureSummary(failed('The agent failed: exit code 1.'))).toBe('The agent failed: exit code 1.');
  expect(failureSummary(failed(''))).toBe('');
});

test('the order of the lines is no difference, and repeated ones count once', () => {
  const of = (...lines: string[]): string => failureKey(failed(lines.join('\n')));
  expect(of('error: a', 'error: b')).toBe(of('error: b', 'error: a', 'error: b'));
  expect(of('error: a', 'error: b')).not.toBe(of('error: b'));
});

test.each([
  ['see src/auth.go:41:7 and C:\\work\\a.txt', 'see <path> and <path>'],
  ['main.go:5: ./run.sh, e.g. os.Open', '<path>: <path>, e.g. os.Open'],
  ['import @acme/ui, @acme/auth and github.com/acme/auth/x', 'import @acme/ui, <path> and <path>'],
  ['took 1m30s, 0.03s or 512MiB at 2026-11-27T10:00:00Z on Fri, 27 Nov 2026', 'took <n> or <n> at <n> on Fri, <n>'],
  ['exit code 137 after 137 of HTTP 503, status: 404', 'exit code 137 after <n> of HTTP 503, status: 404'],
  ['The requested URL returned error: 403.', 'The requested URL returned error: 403.'],
  [
    'TS2345 in auth@1.2.3 of com.acme.auth.Main (auth:jar:1.0)',
    'TS2345 in <name>@<n> of com.<name>.<name>.Main (<name>:jar:<n>)',
  ],
  ['git@github.com:acme/auth.git, ann@acme.test, https://acme.test/x?y', '<url>, <url>, <url>'],
  ['pool-3-io-12: 0xc000124000 deadbeef defaced0', 'pool-<n>-io-<n> deadbeef <n>'],
  ['… . ...', '… . ...'],
])('%s', (line, plain) => {
  expect(withoutNames(line, namesOf(['acme/auth', null]))).toBe(plain);
});

test('any text has a signature, which is the same again', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '1', 'f', '/', '.', ':', '@', '-', '_', '\n', ' ', '<', '[', '=', ',', '\u001B', '✖'),
    maxLength: 80,
  });
  fc.assert(
    fc.property(text, text, (message, name) => {
      const one = { ...failed(message), names: namesOf([name]) };
      expect(failureKey(one)).toBe(failureKey({ ...one }));
      expect(failureSummary(one).length).toBeLessThanOrEqual(200);
    }),
  );
});

test('a long line without spaces takes no longer than its length asks for', () => {
  for (const part of ['1', 'a/', 'a.', 'a-1', ':', '<n>', '@', '^', '...', 'com.', ' 1', '1, ']) {
    const long = part.repeat(20_000);
    expect(withoutNames(long, none).length).toBeLessThanOrEqual(long.length * 3);
  }
});
