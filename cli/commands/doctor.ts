/** `bgagent doctor`: checks the machine, the settings and the API. */
import { BaseCommand } from '../base-command.ts';
import { examine } from '../doctor/examine.ts';
import { exitCodes } from '../exit-code.ts';
import { renderFindings } from '../render/findings.ts';

export default class Doctor extends BaseCommand {
  static override summary = 'Check this machine, the settings and the API, and say how to repair what is broken.';
  static override description = 'The exit code is 1 when something is broken (✗). A mark ! means that some uses do not work.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Doctor);
    const findings = await examine();
    if (findings.some(({ state }) => state === 'broken')) process.exitCode = exitCodes.error;
    return await this.show(findings, flags, (view) => renderFindings(findings, view));
  }
}
