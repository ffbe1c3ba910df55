/** `bgagent fleet graph`: prints the order of a fleet's targets, as a tree or as a diagram. */
import { Flags } from '@oclif/core';
import { findFleetId } from '../../api/find-id.ts';
import { openApi } from '../../api/open-api.ts';
import { readDiagram, readGraph } from '../../api/read-graph.ts';
import { BaseCommand } from '../../base-command.ts';
import { fleetArg } from '../../flags.ts';
import { renderGraphTree } from '../../render/fleet/graph-tree.ts';

const formats = ['tree', 'mermaid', 'dot', 'json'] as const;

export default class FleetGraph extends BaseCommand {
  static override summary = 'Show the groups and targets of a fleet with their status, and what each of them depends on.';
  static override description = `tree is text for a terminal. mermaid is a diagram for Markdown, such as a pull request or a report; dot is one for Graphviz.
An arrow goes from a dependency to what needs it. It is dotted until the dependency has ended.
With more than 200 targets, each group is one line or box with its counts; --expand shows what is in it.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 01KAE5 --expand payments --expand payments/eu',
    '<%= config.bin %> <%= command.id %> --format mermaid > fleet.mmd',
    '<%= config.bin %> <%= command.id %> --format dot | dot -Tsvg > fleet.svg',
  ];
  static override args = { id: fleetArg };
  static override flags = {
    format: Flags.option({
      options: formats,
      default: 'tree' as const,
      description: 'Form of the graph.',
      helpValue: formats.join('|'),
    })(),
    expand: Flags.string({
      description: 'Show what is in this group of a large fleet; repeatable.',
      helpValue: 'PATH',
      multiple: true,
      multipleNonGreedy: true,
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetGraph);
    const { format, expand = [] } = flags;
    const api = await openApi(flags);
    const fleetId = await findFleetId(api, args.id);
    const json = flags.json || format === 'json';
    if (!json && format !== 'tree') {
      const text = await readDiagram(api, fleetId, { format, expand });
      return this.showRaw(text, flags, text);
    }
    const graph = await readGraph(api, fleetId, expand);
    return await this.show(graph, { json }, (view) => renderGraphTree(graph, expand, view));
  }
}
