/** `bgagent fleet submit`: submits a fleet and, if asked to, watches it. */
import { Flags } from '@oclif/core';
import { ulid } from 'ulid';
import { type Api, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { confirm, isInteractive } from '../../confirm.ts';
import { keyFlag, timeoutFlag } from '../../flags.ts';
import { parseSeconds } from '../../parse-seconds.ts';
import { renderAccepted } from '../../render/fleet/fleet-accepted.ts';
import { renderPlan } from '../../render/fleet/plan.ts';
import { terminalView } from '../../render/terminal-view.ts';
import { countTargets } from '../../submit/count-targets.ts';
import { fleetBody } from '../../submit/fleet-body.ts';
import { fleetFlags } from '../../submit/fleet-flags.ts';
import { type Accepted, nameParent, planFleet, sendFleet } from '../../submit/send-fleet.ts';
import { statusText } from '../../watch/read-picture.ts';
import { watchFleet } from '../../watch/watch-fleet.ts';

/** From this number of targets on, a person at a terminal has to confirm. */
const askFrom = 25;

interface WaitFlags {
  readonly json: boolean;
  readonly watch: boolean;
  readonly timeout?: string | undefined;
}

export default class FleetSubmit extends BaseCommand {
  static override summary = 'Submit one piece of work against many repositories.';
  static override description = `Returns as soon as the fleet is accepted, unless --watch or --wait is given.
A fleet.yaml is the whole request: title, task_description, targets, groups, failure, canary and the other keys of POST /v1/fleets.
Exit codes: 0 accepted, or all succeeded; 3 ended with failures; 5 paused, or waits for an approval; 124 the --timeout is up; 130 detached.`;
  static override examples = [
    `<%= config.bin %> <%= command.id %> --repos-file repos.txt --task "Migrate {{repo}} to slog" --verify 'test=go test ./...' --watch`,
    `<%= config.bin %> <%= command.id %> --repo acme/auth --repo acme/users --command 'sed -i s/2025/2026/ LICENSE' --title 'New year'`,
    '<%= config.bin %> <%= command.id %> -f fleet.yaml --dry-run',
    '<%= config.bin %> <%= command.id %> -f fleet.yaml --canary 2 --failure-threshold 15% --on-breach abort',
    '<%= config.bin %> fleet targets --status FAILED --output name | <%= config.bin %> <%= command.id %> -f fleet.yaml --repos-file -',
    '<%= config.bin %> <%= command.id %> --retry-of @last --task-timeout 2h',
  ];
  static override flags = {
    ...fleetFlags,
    'idempotency-key': keyFlag,
    'dry-run': Flags.boolean({ description: 'Print the plan and start nothing.', exclusive: ['watch', 'wait'] }),
    watch: Flags.boolean({ description: 'Show the fleet live until it ends.', exclusive: ['wait'] }),
    wait: Flags.boolean({ description: 'Wait until the fleet ends, with progress on stderr.' }),
    timeout: timeoutFlag,
    yes: Flags.boolean({ char: 'y', description: 'Do not ask for a confirmation.' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(FleetSubmit);
    const timeoutS = flags.timeout === undefined ? undefined : parseSeconds(flags.timeout);
    const { body: asked, warnings } = await fleetBody(flags);
    for (const warning of warnings) this.tell(`warning: ${warning}`);
    const api = await openApi(flags);
    const body = await nameParent(api, asked, flags['retry-of']);
    if (flags['dry-run']) {
      const plan = await planFleet(api, body);
      return await this.show(plan, flags, async (view) => await renderPlan(plan, 'table', view));
    }
    const size = countTargets(body);
    if (size >= askFrom && !flags.yes && isInteractive()) await confirm(`This submits work for ${size} repositories. Go on?`);
    const accepted = await sendFleet(api, body, flags['idempotency-key'] ?? ulid());
    if (flags.watch || flags.wait) return await this.follow(api, accepted, flags, timeoutS);
    return await this.show(accepted.fleet, flags, (view) => renderAccepted(accepted, view));
  }

  /** `--watch` shows the fleet on stdout. `--wait` shows its progress on stderr and its end on stdout. */
  private async follow(api: Api, accepted: Accepted, flags: WaitFlags, timeoutS: number | undefined): Promise<unknown> {
    this.tell(renderAccepted(accepted, terminalView(process.stderr)));
    const onStdout = flags.watch && !flags.json;
    const stream = onStdout ? process.stdout : process.stderr;
    const watched = await watchFleet(api, accepted.fleet.fleet_id, { stream, timeoutS, throughPauses: onStdout });
    process.exitCode = watched.exit;
    const shown = onStdout && terminalView(process.stdout).terminal;
    return await this.show(watched.fleet, flags, async (view) => (shown ? '' : await statusText(api, watched.fleet, view)));
  }
}
