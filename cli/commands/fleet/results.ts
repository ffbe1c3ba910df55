/** `bgagent fleet results`: prints one row per target, for other tools. */
import { Flags } from '@oclif/core';
import { findFleetId } from '../../api/find-id.ts';
import { type Api, openApi } from '../../api/open-api.ts';
import { errorOfAnswer } from '../../api/answer-data.ts';
import { BaseCommand } from '../../base-command.ts';
import { fleetArg } from '../../flags.ts';
import { groupFlags, groupsOfFlags } from '../../steering/group-flags.ts';

const formats = ['csv', 'jsonl'] as const;

export default class FleetResults extends BaseCommand {
  static override summary =
    'Print the results of all targets of a fleet, for other tools. Of a fleet that was asked for a report, CSV has a column for each field of the answers.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --format csv > results.csv',
    '<%= config.bin %> <%= command.id %> 01KAE5 --json',
    '<%= config.bin %> <%= command.id %> --change-group 2',
  ];
  static override args = { id: fleetArg };
  static override flags = {
    ...groupFlags,
    format: Flags.option({ options: formats, default: 'jsonl' as const, description: 'Format of the rows.' })(),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetResults);
    const api = await openApi(flags);
    const fleetId = await findFleetId(api, args.id);
    const query = { format: flags.json ? ('json' as const) : flags.format, ...(await groupsOfFlags(fleetId, flags)) };
    const pages = await resultPages(api, fleetId, query);
    return this.showRaw(pages.flat(), flags, flags.json ? '' : pages.flat().map(lines).join(''));
  }
}

type ResultQuery = NonNullable<Parameters<Api['client']['getResults']>[0]['query']>;

/** The pages as the API answers them: each is a list of targets, or one text. */
async function resultPages(api: Api, fleet_id: string, query: ResultQuery): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  let next_token: string | undefined;
  do {
    const answer = await api.client.getResults({ params: { fleet_id }, query: { ...query, next_token } });
    if (!answer.ok) throw errorOfAnswer(answer.error);
    pages.push(typeof answer.data === 'string' ? [answer.data] : answer.data);
    next_token = answer.pagination?.next_token ?? undefined;
  } while (next_token !== undefined);
  return pages;
}

/** A page with a line end. Only the first page of a CSV has the header, so the pages are joined unchanged. */
function lines(page: unknown): string {
  const text = String(page);
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
