/** Which class of failure an error message of git becomes. */
import { describeRemote } from '../../../worker/git/remote.ts';
import { gitFailure } from '../../../worker/git/git-failure.ts';

const described = describeRemote('https://git.example.com/acme/api.git', [], {});
if (!described.ok) throw new Error(described.failure.message);
const remote = described.value;

test.each([
  ['no branch', 'fatal: Remote branch main not found in upstream origin', 'config'],
  ['no repository', "fatal: repository 'https://git.example.com/acme/api.git/' not found", 'auth'],
  // A server may send any text, so the patterns must take no long time on it.
  ['a million words', 'remote: Remote branch '.repeat(200_000), 'auth'],
])('%s', (_, stderr, failureClass) => {
  expect(gitFailure('clone', stderr, remote).failure.classification.category).toBe(failureClass);
});
