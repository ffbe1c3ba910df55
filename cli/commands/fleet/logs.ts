/** `bgagent fleet logs`: prints the output of a target's task. */
import { Args, Flags } from '@oclif/core';
import type { TargetView } from '../../../contracts/http/fleet.ts';
import { findFleetId } from '../../api/find-id.ts';
import { findTarget } from '../../api/find-target.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-code.ts';
import { notFromStdin, rawFlag, rawQuery } from '../../flags.ts';

export default class FleetLogs extends BaseCommand {
  static override summary = "Print the output of a target's last attempt, or of an earlier one.";
  static override description =
    'A pipe or a file gets the output unchanged. At a terminal, control characters other than colours are removed.';
  static override usage = '<%= command.id %> [ID] TARGET [--json] [--debug] [--attempt N] [--raw]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> auth',
    '<%= config.bin %> <%= command.id %> 01KAE5 backend/auth',
    '<%= config.bin %> <%= command.id %> auth --attempt 1',
    '<%= config.bin %> <%= command.id %> auth --raw | jq .',
  ];
  static override args = {
    id: Args.string({
      ...notFromStdin,
      description: 'Fleet. When only one argument is given, it is the target, and the fleet is @last.',
      required: true,
    }),
    target: Args.string({ ...notFromStdin, description: 'Path of the target, or its repository.' }),
  };
  static override flags = {
    attempt: Flags.integer({ description: 'Number of the attempt.', min: 1, helpValue: 'N' }),
    raw: rawFlag,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetLogs);
    const [id, target] = args.target === undefined ? ['@last', args.id] : [args.id, args.target];
    const api = await openApi(flags);
    const fleet_id = await findFleetId(api, id);
    const found = await findTarget(api, { fleet_id, target });
    const { attempt, task_id } = attemptOf(found, flags.attempt);
    if (flags.attempt === undefined && attempt < found.attempt) {
      this.tell(`(Attempt ${attempt}: attempt ${found.attempt} has not begun.)`);
    }
    const output = await dataOf(api.client.getTaskOutput({ params: { task_id }, query: rawQuery(flags.raw) }));
    if (output === '') this.tell(nothingOf(flags));
    return this.showRaw(output, flags, output);
  }
}

/** On stderr, so that a pipe gets nothing but the output. */
const nothingOf = ({ raw }: { readonly raw: boolean }): string =>
  raw
    ? 'There is no raw output: only agents that are a preset have it, once their work has ended. See the output without --raw.'
    : 'This attempt has printed nothing; see why it ended with "bgagent fleet targets --target PATH".';

type Attempt = Pick<TargetView, 'attempt' | 'task_id'>;
type WithTask = Attempt & { readonly task_id: string };

/** The attempt whose output is shown. @param wanted undefined: the last one; of a target that waits, the last one that began */
function attemptOf(found: TargetView, wanted: number | undefined): WithTask {
  const { status, path, attempts } = found;
  const attempt = wanted ?? found.attempt;
  const asked = attempt === found.attempt ? found : attempts.find((one) => one.attempt === attempt);
  if (asked !== undefined && hasTask(asked)) return asked;
  const last = wanted === undefined && status === 'PENDING' ? attempts.findLast((one) => hasTask(one)) : undefined;
  if (last !== undefined) return last;
  const which = wanted === undefined ? '' : `attempt ${attempt} of `;
  throw new CliError(
    `${which}target ${path} (${status}) has no task: try again when it has started, or see "bgagent fleet targets".`,
    exitCodes.notFound,
  );
}

const hasTask = (one: Attempt): one is WithTask => one.task_id !== null;
