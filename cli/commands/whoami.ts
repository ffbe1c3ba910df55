/** `bgagent whoami`: tells who the API takes the caller for, and what it offers. */
import { dataOf, openApi } from '../api/open-api.ts';
import { BaseCommand } from '../base-command.ts';
import { renderMe } from '../render/me.ts';

export default class Whoami extends BaseCommand {
  static override summary = 'Show who you are for the API, and what it offers you: agents, models and limits.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Whoami);
    const api = await openApi(flags);
    const me = await dataOf(api.client.getMe());
    return await this.show(me, flags, () => renderMe(me));
  }
}
