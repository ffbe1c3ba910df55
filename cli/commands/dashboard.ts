/** `bgagent dashboard`: makes a link that opens the dashboard of the runtime on this machine. */
import { Flags } from '@oclif/core';
import { freshLink } from '../api/fresh-link.ts';
import { BaseCommand } from '../base-command.ts';
import { openConnection } from '../config/connection.ts';
import { openInBrowser } from '../open-in-browser.ts';

export default class Dashboard extends BaseCommand {
  static override summary = 'Make a link that opens the dashboard of "bgagent local" in a browser.';
  static override description = `The link works once, and for ten minutes. It signs the browser in for 30 days, until you sign out there. Whoever opens the link first can do what you can, so send it to nobody.`;
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --open'];
  static override flags = {
    open: Flags.boolean({ default: false, description: 'Open the link in the browser of this machine, too.' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Dashboard);
    const link = await freshLink(
      await openConnection(),
      (line) => {
        this.tell(line);
      },
      flags,
    );
    if (flags.open && !(await openInBrowser(link.dashboard_url, dashboardLink))) {
      this.tell('No browser was found here: open the link in one yourself.');
    }
    return await this.show(link, flags, () => link.dashboard_url);
  }
}

const dashboardLink = { file: 'dashboard-link.html', text: 'Open the dashboard' };
