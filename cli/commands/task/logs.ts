/** `bgagent task logs`: prints the output of a task. */
import { Flags } from '@oclif/core';
import { limits } from '../../../contracts/limits.ts';
import { findTaskId } from '../../api/find-id.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { rawFlag, rawQuery, taskArg } from '../../flags.ts';

export default class TaskLogs extends BaseCommand {
  static override summary = 'Print the output of a task (its last 256 KB).';
  static override description =
    'A pipe or a file gets the output unchanged. At a terminal, control characters other than colours are removed.';
  static override examples = ['<%= config.bin %> <%= command.id %> 01KAE5X | less'];
  static override args = { id: taskArg };
  static override flags = {
    raw: rawFlag,
    'last-bytes': Flags.integer({
      description: 'Print at most so many bytes of its end, from the beginning of a line where one begins in them.',
      min: 1,
      max: limits.outputBytes,
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(TaskLogs);
    const api = await openApi(flags);
    const params = { task_id: await findTaskId(api, args.id) };
    const output = await dataOf(
      api.client.getTaskOutput({ params, query: { ...rawQuery(flags.raw), last_bytes: flags['last-bytes'] } }),
    );
    return this.showRaw(output, flags, output);
  }
}
