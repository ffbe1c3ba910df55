/** `bgagent logout`: ends the sign-in at the issuer, and forgets it here. */
import { BaseCommand } from '../base-command.ts';
import { neededApiUrl } from '../config/connection.ts';
import { signOut } from '../sign-in/sign-out.ts';

export default class Logout extends BaseCommand {
  static override summary = 'Sign out of the API: forget its token here, and end the sign-in at the issuer.';
  static override description =
    'A token that was issued already is taken by the API until it ends. The browser stays signed in at the issuer: sign out there, too, on a machine that others use.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Logout);
    const apiUrl = await neededApiUrl();
    const done = await signOut(apiUrl, (line) => {
      this.tell(`bgagent: ${line}`);
    });
    if (process.env['BGAGENT_TOKEN']) this.tell('bgagent: BGAGENT_TOKEN is set: commands go on with it.');
    const text = done.was_signed_in ? `Signed out of ${apiUrl}.` : `You were not signed in to ${apiUrl}.`;
    return await this.show({ api_url: apiUrl, ...done }, flags, () => text);
  }
}
