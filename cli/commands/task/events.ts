/** `bgagent task events`: lists the events of a task. */
import { allPages } from '../../api/all-pages.ts';
import { findTaskId } from '../../api/find-id.ts';
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { rowFlags, taskArg } from '../../flags.ts';
import { renderRows } from '../../render/rows/rows.ts';
import { taskEventRows } from '../../render/rows/task-rows.ts';

export default class TaskEvents extends BaseCommand {
  static override summary = 'List the events of a task.';
  static override examples = ['<%= config.bin %> <%= command.id %> 01KAE5X'];
  static override args = { id: taskArg };
  static override flags = { ...rowFlags };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(TaskEvents);
    const api = await openApi(flags);
    const params = { task_id: await findTaskId(api, args.id) };
    const events = await allPages((next_token) => api.client.listTaskEvents({ params, query: { limit: 100, next_token } }));
    return await this.show(events, flags, async (view) => await renderRows(events, taskEventRows, flags.output, view));
  }
}
