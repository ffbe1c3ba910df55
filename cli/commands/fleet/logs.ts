/** `bgagent fleet logs`: prints the output of a target's task. */
import { Args, Flags } from '@oclif/core';
import type { TargetView } from '../../../contracts/http/fleet.ts';
import { findFleetId } from '../../api/find-id.ts';
import { type Api, dataOf, openApi } from '../../api/open-api.ts';
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
    first: Args.string({
      ...notFromStdin,
      name: 'id',
      description: 'Fleet. When only one argument is given, it is the target, and the fleet is @last.',
      required: true,
    }),
    second: Args.string({ ...notFromStdin, name: 'target', description: 'Path of the target, or its repository.' }),
  };
  static override flags = {
    attempt: Flags.integer({ description: 'Number of the attempt.', min: 1, helpValue: 'N' }),
    raw: rawFlag,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetLogs);
    const [id, target] = args.second === undefined ? ['@last', args.first] : [args.first, args.second];
    const api = await openApi(flags);
    const fleet_id = await findFleetId(api, id);
    const task_id = await taskOfTarget(api, { fleet_id, target, attempt: flags.attempt });
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

interface Wanted {
  readonly fleet_id: string;
  readonly target: string;
  /** Undefined: the last attempt. */
  readonly attempt: number | undefined;
}

async function taskOfTarget(api: Api, wanted: Wanted): Promise<string> {
  const found = await findTarget(api, wanted);
  // The next attempt of a target that waits, such as for an answer, has no task yet: then the last one that has one is meant.
  const earlier = found.attempts.toSorted((a, b) => b.attempt - a.attempt).find(({ task_id: id }) => id !== null);
  const { attempt = found.task_id === null ? (earlier?.attempt ?? found.attempt) : found.attempt } = wanted;
  const task = attempt === found.attempt ? found.task_id : found.attempts.find((one) => one.attempt === attempt)?.task_id;
  if (task != null) return task;
  const which = wanted.attempt === undefined ? '' : `attempt ${attempt} of `;
  throw new CliError(
    `${which}target ${found.path} (${found.status}) has no task: try again when it has started, or see "bgagent fleet targets".`,
    exitCodes.notFound,
  );
}

/** Finds a target by its path, else by its repository. */
async function findTarget({ client }: Api, { fleet_id, target }: Wanted): Promise<TargetView> {
  const byPath = client.getTarget({ params: { fleet_id, path: target } });
  const { ok, status } = await byPath;
  if (ok || status !== 404 || !target.includes('/')) return await dataOf(byPath);
  const [first] = await dataOf(client.listTargets({ params: { fleet_id }, query: { repo: target, limit: 1 } }));
  return first ?? (await dataOf(byPath));
}
