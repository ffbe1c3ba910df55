/** `bgagent task submit`: submits a task without a fleet. */
import { Flags } from '@oclif/core';
import { ulid } from 'ulid';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { keyFlag } from '../../flags.ts';
import { renderTask } from '../../render/task-status.ts';
import { usdOf } from '../../submit/setting-flags.ts';
import { given, workFlags, workOfFlags } from '../../submit/work-flags.ts';

export default class TaskSubmit extends BaseCommand {
  static override summary = 'Submit a single task.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --repo acme/auth --workflow coding/new-task-v1 --task "Fix the flaky login test"',
    `<%= config.bin %> <%= command.id %> --repo acme/auth --command 'make format' --verify 'test=make test'`,
    '<%= config.bin %> <%= command.id %> --repo acme/auth --workflow coding/pr-review-v1 --pr 42 --agent claude --max-budget 2',
  ];
  static override flags = {
    repo: Flags.string({ description: 'Repository to work on.', helpValue: 'OWNER/NAME' }),
    ...workFlags,
    pr: Flags.integer({ description: 'Number of the pull request to work on.' }),
    issue: Flags.integer({ description: 'Number of the issue to work on.' }),
    'max-budget': Flags.string({
      description: 'Largest cost in USD. A preset keeps to it where its program can; a command of your own is told.',
      helpValue: 'USD',
    }),
    'idempotency-key': keyFlag,
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(TaskSubmit);
    const body = {
      ...given('repo', flags.repo),
      ...(await workOfFlags(flags, {})),
      ...given('pr_number', flags.pr),
      ...given('issue_number', flags.issue),
      ...given('max_budget_usd', usdOf('max-budget', flags['max-budget'])),
    };
    const api = await openApi(flags);
    const headers = { 'idempotency-key': flags['idempotency-key'] ?? ulid() };
    const task = await dataOf(api.client.createTask({ body, headers }));
    return await this.show(task, flags, (view) => renderTask(task, view));
  }
}
