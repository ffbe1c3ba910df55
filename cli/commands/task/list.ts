/** `bgagent task list`: lists tasks. */
import { Flags } from '@oclif/core';
import { allPages } from '../../api/all-pages.ts';
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { limitFlag, rowFlags } from '../../flags.ts';
import { renderRows } from '../../render/rows/rows.ts';
import { taskRows } from '../../render/rows/task-rows.ts';

export default class TaskList extends BaseCommand {
  static override summary = 'List tasks, newest first.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --status RUNNING',
    '<%= config.bin %> <%= command.id %> --repo acme/auth --output wide',
  ];
  static override flags = {
    status: Flags.string({ description: 'Only tasks with one of these statuses, separated by commas.', helpValue: 'STATUS,…' }),
    repo: Flags.string({ description: 'Only tasks of this repository.', helpValue: 'OWNER/NAME' }),
    limit: limitFlag,
    ...rowFlags,
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(TaskList);
    const api = await openApi(flags);
    const query = { status: flags.status?.toUpperCase(), repo: flags.repo, limit: Math.min(flags.limit, 100) };
    const tasks = await allPages((next_token) => api.client.listTasks({ query: { ...query, next_token } }), flags.limit);
    return await this.show(tasks, flags, async (view) => await renderRows(tasks, taskRows, flags.output, view));
  }
}
