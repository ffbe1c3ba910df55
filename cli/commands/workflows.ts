/** `bgagent workflows`: lists what tasks and fleets can ask for. */
import { dataOf, openApi } from '../api/open-api.ts';
import { BaseCommand } from '../base-command.ts';
import { rowFlags } from '../flags.ts';
import { workflowRows } from '../render/rows/workflow-rows.ts';
import { renderRows } from '../render/rows/rows.ts';

export default class Workflows extends BaseCommand {
  static override summary = 'List the workflows that tasks and fleets can ask for, and whether the service allows them.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override flags = { ...rowFlags };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Workflows);
    const api = await openApi(flags);
    const list = await dataOf(api.client.listWorkflows());
    return await this.show(list, flags, async (view) => await renderRows(list, workflowRows, flags.output, view));
  }
}
