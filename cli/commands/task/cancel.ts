/** `bgagent task cancel`: cancels one task. */
import { findTaskId } from '../../api/find-id.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { askFirst } from '../../confirm.ts';
import { taskArg, yesFlag } from '../../flags.ts';
import { renderTask } from '../../render/task-status.ts';

export default class TaskCancel extends BaseCommand {
  static override summary = 'Cancel one task.';
  static override examples = ['<%= config.bin %> <%= command.id %> 01KAE5X --yes'];
  static override args = { id: taskArg };
  static override flags = { yes: yesFlag };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(TaskCancel);
    const api = await openApi(flags);
    const task_id = await findTaskId(api, args.id);
    if (!flags.yes) await askFirst('cancelling', `Cancel task ${task_id}?`);
    const task = await dataOf(api.client.cancelTask({ params: { task_id } }));
    return await this.show(task, flags, (view) => renderTask(task, view));
  }
}
