/** `bgagent fleet submit`: submits a fleet and, if asked to, watches it. */
import { openApi } from '../../api/open-api.ts';
import { fleetBody } from '../../submit/fleet-body.ts';
import { fleetFlags, usageWithWork } from '../../submit/fleet-flags.ts';
import { nameParent } from '../../submit/send-fleet.ts';
import { SubmittingCommand, submittingFlags } from '../../submit/submitting-command.ts';

export default class FleetSubmit extends SubmittingCommand {
  static override summary = 'Submit one piece of work against many repositories.';
  static override description = `Returns as soon as the fleet is accepted, unless --watch or --wait is given.
A fleet.yaml is the whole request: title, task_description, targets, groups, selector, failure, canary and the other keys of POST /v1/fleets.
In its place may be the plan of another tool, as "fleet import" reads it: then --repo names the repository that the plan works on.
Exit codes: 0 accepted, or all succeeded; 3 ended with failures; 5 paused, or waits for an approval; 124 the --timeout is up; 130 detached.`;
  static override usage = usageWithWork;
  static override examples = [
    `<%= config.bin %> <%= command.id %> --repos-file repos.txt --task "Migrate {{repo}} to slog" --verify 'test=go test ./...' --watch`,
    `<%= config.bin %> <%= command.id %> --repo acme/auth --repo acme/users --command 'sed -i s/2025/2026/ LICENSE' --title 'New year'`,
    `<%= config.bin %> <%= command.id %> --select-repo 'acme/*' --exclude 'acme/legacy-*' --limit 20 --command 'npm update'`,
    '<%= config.bin %> <%= command.id %> -f fleet.yaml --dry-run',
    '<%= config.bin %> <%= command.id %> -f fleet.yaml --canary 2 --failure-threshold 15% --on-breach abort',
    '<%= config.bin %> fleet targets --status FAILED --output name | <%= config.bin %> <%= command.id %> -f fleet.yaml --repos-file -',
    '<%= config.bin %> <%= command.id %> --retry-of @last --task-timeout 2h',
  ];
  static override flags = { ...fleetFlags, ...submittingFlags };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(FleetSubmit);
    const { body, told } = await fleetBody(flags);
    this.tellAll(told);
    const api = await openApi(flags);
    return await this.submit(api, await nameParent(api, body, flags['retry-of']), flags);
  }
}
