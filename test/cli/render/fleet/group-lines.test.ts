import type { GroupView, TargetView } from '../../../../contracts/http/fleet.ts';
import { groupLines, hasGroups } from '../../../../cli/render/fleet/group-lines.ts';
import { plainView } from '../../../../cli/render/view.ts';
import { sampleFleet, sampleGroup, sampleTarget } from '../../samples.ts';

const view = plainView(0);
const failedOf = (path: string, repo: string, message: string) => {
  const [name = ''] = path.split('/');
  const failure = { class: 'verification', code: 'VERIFICATION_FAILED', message, retryable: false, by: 'user' };
  return sampleTarget({ path, group: name, repo, failure });
};
const failed = [
  failedOf('payments/gateway', 'acme/gateway', 'Verifier "test" failed.'),
  failedOf('payments/ledger', 'acme/ledger', 'Verifier "test" failed.'),
  failedOf('mail/smtp', 'acme/smtp', 'no branch protection token'),
  failedOf('mail/imap', 'acme/imap', 'too many changes'),
];

const linesOf = (groups: readonly GroupView[], failed: readonly TargetView[], targets: readonly TargetView[] = []) =>
  groupLines(groups, { failed, targets }, view);

test('groups are a checklist, with why and which where some failed', () => {
  const groups = [
    sampleGroup('platform', { status: 'SUCCEEDED' }, { SUCCEEDED: 4 }),
    sampleGroup('payments', {}, { SUCCEEDED: 1, FAILED: 2, PENDING: 2 }),
    sampleGroup('mail', {}, { SUCCEEDED: 4, FAILED: 2, RUNNING: 1, PENDING: 4 }),
    sampleGroup('late', { status: 'PENDING', approval: 'required' }, { PENDING: 2 }),
    sampleGroup('left', { status: 'SKIPPED' }, { SKIPPED: 1 }),
  ];
  expect(linesOf(groups, failed)).toEqual([
    '  [✓] platform  4/4',
    '  [✗] payments  3/5   2 failed: Verifier "test" failed. (acme/gateway, acme/ledger)',
    '  [~] mail      6/11  2 failed: no branch protection token (acme/smtp); also acme/imap · 1 running',
    '  [ ] late      0/2   waits for an approval',
    '  [-] left      1/1   1 skipped',
  ]);
});

test('nested groups are indented; failures that were not read are only counted', () => {
  const inner = sampleGroup('a/b', { status: 'FAILED' }, { FAILED: 1 });
  expect(linesOf([sampleGroup('a', { status: 'FAILED', groups: [inner] }, { FAILED: 1 })], [])).toEqual([
    '  [✗] a      1/1  1 failed',
    '    [✗] a/b  1/1  1 failed',
  ]);
});

test('of very many groups those in progress or with failures are shown, and the others counted', () => {
  const many = Array.from({ length: 60 }, (_, at) =>
    sampleGroup(`g${at}`, { status: at === 7 ? 'FAILED' : 'PENDING' }, { PENDING: 1 }),
  );
  expect(linesOf(many, [])).toEqual([expect.stringContaining('[✗] g7'), '  and 59 more groups: 59 [ ]']);
});

test('a sentence is cut for a narrow terminal, but not below 30 characters', () => {
  const message = 'x'.repeat(100);
  const group = sampleGroup('payments', {}, { FAILED: 1 });
  const [line = ''] = groupLines(
    [group],
    { failed: [failedOf('payments/a', 'acme/a', message)], targets: [] },
    { ...view, columns: 60 },
  );
  expect(line).toContain(`1 failed: ${'x'.repeat(29)}… (acme/a)`);
});

test('a fleet without groups has no checklist', () => {
  const { groups } = sampleFleet();
  expect([hasGroups(groups), linesOf(groups, failed)]).toEqual([false, []]);
});

test('a group that is a target is shown once: here for an approval, or where the target has no line', () => {
  const shared = sampleGroup('all/backend', { sandbox: 'shared' }, { PENDING: 1 });
  const gated = { ...sampleGroup('frontend', { sandbox: 'shared', approval: 'required' }, { PENDING: 1 }) };
  const groups = [sampleGroup('all', { groups: [shared] }, { PENDING: 1 }), gated];
  const targets = [sampleTarget({ path: 'all/backend' }), sampleTarget({ path: 'frontend' })];
  expect(linesOf(groups, [], targets).map((line) => line.trim())).toEqual([
    '[~] all       0/1',
    '[~] frontend  0/1  waits for an approval',
  ]);
  expect(linesOf(groups, []).map((line) => line.trim())).toHaveLength(3);
});
