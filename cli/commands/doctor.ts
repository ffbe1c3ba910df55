/** `bgagent doctor`: checks the machine, the settings and the API; or one fleet. */
import { Flags } from '@oclif/core';
import { findFleetId } from '../api/find-id.ts';
import { dataOf, openApi } from '../api/open-api.ts';
import { BaseCommand } from '../base-command.ts';
import { findingsOf, isWrong } from '../doctor/check-fleet.ts';
import { examine } from '../doctor/examine.ts';
import { exitCodes } from '../exit-code.ts';
import { renderFindings } from '../render/findings.ts';

export default class Doctor extends BaseCommand {
  static override summary = 'Check this machine, the settings and the API, or one fleet, and say how to repair what is broken.';
  static override description = `The exit code is 1 when something is broken (✗). A mark ! means that some uses do not work.
With --fleet: what the fleet waits for, with the commands that help; what is stale, such as tasks that no worker takes; and whether its stored state keeps its invariants. A fleet that waits for a person (!) is not broken.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
    '<%= config.bin %> <%= command.id %> --fleet @last',
  ];
  static override flags = {
    fleet: Flags.string({
      description: 'Check this fleet: its id, the first characters of it, or @last (the last one submitted from here).',
      helpValue: 'ID',
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Doctor);
    if (flags.fleet !== undefined) return await this.checkFleet(flags.fleet, flags);
    const findings = await examine();
    if (findings.some(({ state }) => state === 'broken')) process.exitCode = exitCodes.error;
    return await this.show(findings, flags, (view) => renderFindings(findings, view));
  }

  private async checkFleet(id: string, flags: { readonly json: boolean; readonly debug: boolean }): Promise<unknown> {
    const api = await openApi(flags);
    const fleet_id = await findFleetId(api, id);
    const diagnosis = await dataOf(api.client.diagnoseFleet({ params: { fleet_id } }));
    if (isWrong(diagnosis)) process.exitCode = exitCodes.error;
    return await this.show(diagnosis, flags, (view) => renderFindings(findingsOf(diagnosis, Date.now()), view));
  }
}
