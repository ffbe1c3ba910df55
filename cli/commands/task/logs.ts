import { findTaskId } from '../../api/find-id.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { taskArg } from '../../flags.ts';

export default class TaskLogs extends BaseCommand {
  static override summary = 'Print the last 256 KB of what a task printed.';
  static override description =
    'At a terminal its colours are kept, and whatever else would steer the terminal is left out. Into a pipe or a file it goes as it was printed.';
  static override examples = ['<%= config.bin %> <%= command.id %> 01KAE5X | less'];
  static override args = { id: taskArg };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(TaskLogs);
    const api = await openApi(flags);
    const output = await dataOf(api.client.getTaskOutput({ params: { task_id: await findTaskId(api, args.id) } }));
    return this.showRaw(output, flags, output);
  }
}
