/** The base of the commands that submit a fleet: shows its plan, or asks, submits and watches, as the flags say. */
import { Flags } from '@oclif/core';
import { ulid } from 'ulid';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import type { Api } from '../api/open-api.ts';
import { BaseCommand } from '../base-command.ts';
import { confirm, isInteractive } from '../confirm.ts';
import { keyFlag, timeoutFlag, yesFlag } from '../flags.ts';
import type { Told } from '../import/findings.ts';
import { parseSeconds } from '../parse-seconds.ts';
import { renderAccepted } from '../render/fleet/fleet-accepted.ts';
import { renderPlan } from '../render/fleet/plan.ts';
import { terminalView } from '../render/terminal-view.ts';
import { statusText } from '../watch/read-picture.ts';
import { watchFleet } from '../watch/watch-fleet.ts';
import { countTargets } from './count-targets.ts';
import { type Accepted, planFleet, sendFleet } from './send-fleet.ts';

/** From this number of targets on, a person at a terminal has to confirm. */
const askFrom = 25;

async function askWhenLarge(api: Api, body: SubmitRequest): Promise<void> {
  // How many a selector chooses is known to the API alone.
  const size = body.selector == null ? countTargets(body) : (await planFleet(api, body)).targets.length;
  if (size >= askFrom) await confirm(`This submits work for ${size} targets. Go on?`);
}

/** Flags of every command that submits. */
export const submittingFlags = {
  'idempotency-key': keyFlag,
  'dry-run': Flags.boolean({ description: 'Print the plan and start nothing.', exclusive: ['watch', 'wait'] }),
  watch: Flags.boolean({ description: 'Show the fleet live until it ends.', exclusive: ['wait'] }),
  wait: Flags.boolean({ description: 'Wait until the fleet ends, with progress on stderr.' }),
  timeout: timeoutFlag,
  yes: yesFlag,
};

export interface SubmittingFlags {
  readonly json: boolean;
  readonly 'idempotency-key'?: string | undefined;
  readonly 'dry-run': boolean;
  readonly watch: boolean;
  readonly wait: boolean;
  readonly timeout?: string | undefined;
  readonly yes: boolean;
}

export abstract class SubmittingCommand extends BaseCommand {
  protected tellAll(told: readonly Told[]): void {
    for (const { kind, text } of told) this.tell(`${kind}: ${text}`);
  }

  protected async submit(api: Api, body: SubmitRequest, flags: SubmittingFlags): Promise<unknown> {
    const timeoutS = flags.timeout === undefined ? undefined : parseSeconds(flags.timeout);
    if (flags['dry-run']) {
      const plan = await planFleet(api, body);
      return await this.show(plan, flags, async (view) => await renderPlan(plan, 'table', view));
    }
    if (!flags.yes && isInteractive()) await askWhenLarge(api, body);
    const accepted = await sendFleet(api, body, flags['idempotency-key'] ?? ulid());
    if (flags.watch || flags.wait) return await this.follow(api, accepted, { flags, timeoutS });
    return await this.show(accepted.fleet, flags, (view) => renderAccepted(accepted, view));
  }

  /** `--watch` shows the fleet on stdout. `--wait` shows its progress on stderr and its end on stdout. */
  private async follow(
    api: Api,
    accepted: Accepted,
    { flags, timeoutS }: { readonly flags: SubmittingFlags; readonly timeoutS: number | undefined },
  ): Promise<unknown> {
    this.tell(renderAccepted(accepted, terminalView(process.stderr)));
    const onStdout = flags.watch && !flags.json;
    const stream = onStdout ? process.stdout : process.stderr;
    const watched = await watchFleet(api, accepted.fleet.fleet_id, { stream, timeoutS, throughPauses: onStdout });
    process.exitCode = watched.exit;
    const shown = onStdout && terminalView(process.stdout).terminal;
    return await this.show(watched.fleet, flags, async (view) => (shown ? '' : await statusText(api, watched.fleet, view)));
  }
}
