/** `bgagent whoami`: tells who the API takes the caller for, until when, and what it offers. */
import { apiAt, dataOf } from '../api/open-api.ts';
import { BaseCommand } from '../base-command.ts';
import { openConnection } from '../config/connection.ts';
import { renderMe } from '../render/me.ts';
import { lifeText } from '../render/sign-in.ts';
import { signInLife } from '../sign-in/sign-in-life.ts';

export default class Whoami extends BaseCommand {
  static override summary = 'Show who you are for the API, until when, and what it offers you: agents, models and limits.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Whoami);
    const api = apiAt(await openConnection(), flags);
    const me = await dataOf(api.client.getMe());
    // Read again: the answer may have taken a renewal.
    const life = await signInLife((await openConnection()).credential);
    const sign_in = life.renewed || life.expires_at !== null ? life : null;
    const line = sign_in === null ? '' : `\nSign-in:   it lasts ${lifeText(sign_in, Date.now())}`;
    return await this.show({ ...me, sign_in }, flags, () => `${renderMe(me)}${line}`);
  }
}
