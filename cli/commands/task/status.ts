/** `bgagent task status`: shows one task. */
import { findTaskId } from '../../api/find-id.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { taskArg } from '../../flags.ts';
import { renderTask } from '../../render/task-status.ts';

export default class TaskStatus extends BaseCommand {
  static override summary = 'Show one task.';
  static override examples = ['<%= config.bin %> <%= command.id %> 01KAE5X'];
  static override args = { id: taskArg };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(TaskStatus);
    const api = await openApi(flags);
    const task = await dataOf(api.client.getTask({ params: { task_id: await findTaskId(api, args.id) } }));
    return await this.show(task, flags, (view) => renderTask(task, view));
  }
}
