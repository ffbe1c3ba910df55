import { BaseCommand } from '../base-command.ts';
import { examine } from '../doctor/examine.ts';
import { exitCodes } from '../exit-code.ts';
import { renderFindings } from '../render/findings.ts';

export default class Doctor extends BaseCommand {
  static override summary = 'Check what would fail on this machine, and say how to mend it.';
  static override description = 'Exit code 1 where something is broken; what is only missing for some uses is marked with !.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Doctor);
    const findings = await examine();
    if (findings.some(({ state }) => state === 'broken')) process.exitCode = exitCodes.error;
    return await this.show(findings, flags, (view) => renderFindings(findings, view));
  }
}
