import { Args } from '@oclif/core';
import { findFleetId } from '../../api/find-id.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-code.ts';

export default class FleetLogs extends BaseCommand {
  static override summary = "Print the output of a target's last task.";
  static override usage = '<%= command.id %> [ID] TARGET';
  static override examples = [
    '<%= config.bin %> <%= command.id %> auth',
    '<%= config.bin %> <%= command.id %> 01KAE5 backend/auth',
  ];
  static override args = {
    first: Args.string({ name: 'id', description: 'Fleet (@last), or the target where only one is given.', required: true }),
    second: Args.string({ name: 'target', description: 'Path of the target, or its repository.' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetLogs);
    const [id, target] = args.second === undefined ? ['@last', args.first] : [args.first, args.second];
    const api = await openApi(flags);
    const fleet_id = await findFleetId(api, id);
    const task_id = await taskOfTarget(api, fleet_id, target);
    const output = await dataOf(api.client.getTaskOutput({ params: { task_id } }));
    return await this.show(output, flags, () => output);
  }
}

/** A target may be named by its path, or by its repository. */
async function taskOfTarget({ client }: Awaited<ReturnType<typeof openApi>>, fleet_id: string, target: string): Promise<string> {
  const byPath = await client.getTarget({ params: { fleet_id, path: target } });
  const found =
    byPath.ok || byPath.status !== 404 || !target.includes('/') ? await dataOf(Promise.resolve(byPath)) : await byRepo();
  if (found.task_id !== null) return found.task_id;
  throw new CliError(
    `target ${found.path} is ${found.status} and has no task yet: look again when it has started.`,
    exitCodes.notFound,
  );

  async function byRepo() {
    const [first] = await dataOf(client.listTargets({ params: { fleet_id }, query: { repo: target, limit: 1 } }));
    return first ?? (await dataOf(Promise.resolve(byPath)));
  }
}
