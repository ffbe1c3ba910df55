/** `bgagent task diff`: shows what the branch of a task changes. */
import { findTaskId } from '../../api/find-id.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { DiffCommand } from '../../diff-command.ts';
import { statFlag, taskArg } from '../../flags.ts';

export default class TaskDiff extends DiffCommand {
  static override summary = 'Show what the branch of a task changes, as the task left it.';
  static override description = `The diff is that of the whole branch beyond the branch it was made from, also where the task went on with it.
A pipe or a file gets the diff unchanged. At a terminal it is coloured, and control characters are removed.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> 01KAE5X',
    '<%= config.bin %> <%= command.id %> 01KAE5X --stat',
  ];
  static override args = { id: taskArg };
  static override flags = { stat: statFlag };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(TaskDiff);
    const api = await openApi(flags);
    const params = { task_id: await findTaskId(api, args.id) };
    const query = { format: 'json' as const, ...(flags.stat ? { stat: 'true' as const } : {}) };
    const diff = await dataOf(api.client.getTaskDiff({ params, query }));
    return typeof diff === 'string' ? diff : this.showDiff(diff, flags);
  }
}
