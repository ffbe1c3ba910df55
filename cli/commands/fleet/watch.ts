import { findFleetId } from '../../api/find-id.ts';
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { fleetArg, timeoutFlag } from '../../flags.ts';
import { parseSeconds } from '../../parse-seconds.ts';
import { statusText } from '../../watch/status-text.ts';
import { watchFleet } from '../../watch/watch-fleet.ts';

export default class FleetWatch extends BaseCommand {
  static override summary = 'Follow a fleet live until it ends.';
  static override description = `Ctrl-C detaches and never cancels. What commands do to the fleet is shown as they take effect.
At a terminal it stays while the fleet is paused; off a terminal it prints a line whenever something changed, and returns at a pause (5).
Exit codes: 0 all succeeded; 3 ended with failures; 5 paused, or waits for an approval; 124 the --timeout is up; 130 detached.`;
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> 01KAE5 --timeout 30m'];
  static override args = { id: fleetArg };
  static override flags = { timeout: timeoutFlag };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetWatch);
    const timeoutS = flags.timeout === undefined ? undefined : parseSeconds(flags.timeout);
    const api = await openApi(flags);
    const fleetId = await findFleetId(api, args.id);
    const stream = flags.json ? process.stderr : process.stdout;
    const watched = await watchFleet(api, fleetId, { stream, timeoutS, throughPauses: !flags.json });
    process.exitCode = watched.exit;
    return await this.show(watched.fleet, flags, async (view) =>
      view.terminal ? '' : await statusText(api, watched.fleet, view),
    );
  }
}
