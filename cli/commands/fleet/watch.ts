/** `bgagent fleet watch`: shows a fleet until it ends. It never changes the fleet. */
import { findFleetId } from '../../api/find-id.ts';
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { fleetArg, timeoutFlag } from '../../flags.ts';
import { parseSeconds } from '../../parse-seconds.ts';
import { statusText } from '../../watch/read-picture.ts';
import { watchFleet } from '../../watch/watch-fleet.ts';

export default class FleetWatch extends BaseCommand {
  static override summary = 'Show a fleet live until it ends.';
  static override description = `Ctrl-C ends the watching and does not change the fleet. Effects of other commands are shown too.
At a terminal the watching goes on while the fleet is paused. Without a terminal, each change is a line, and a pause ends the watching with exit code 5.
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
