/** The graph of a fleet as the API shows it: its groups, its targets and the dependencies among them (docs/openapi.json). */
import * as z from 'zod';
import { fleetStatuses, targetStatuses } from '../../core/fleet.ts';
import { isoTime } from '../fields.ts';
import { ulid } from '../messages.ts';
import { groupStatuses, groupView, statusCounts, targetView } from './fleet.ts';

export const graphFormats = ['json', 'mermaid', 'dot'] as const;

const ordinal = z.number().int().nonnegative();
/** Targets by ordinal. */
const range = z.tuple([ordinal, ordinal]).describe('First ordinal, and the first one behind the range.');

const graphGroup = z.object({
  path: z.string(),
  from: ordinal,
  to: ordinal.describe('Excluded: the first ordinal behind the group.'),
  sandbox: groupView.shape.sandbox,
  status: z.enum(groupStatuses),
  counts: statusCounts,
});

const graphNode = z.object({
  ordinal,
  path: z.string(),
  id: z.string(),
  group: z.string(),
  status: z.enum(targetStatuses),
  attempt: z.number().int().nonnegative(),
  wave: z
    .number()
    .int()
    .positive()
    .describe('1: it depends on no target; else one more than the latest wave that it depends on.'),
  started_at: isoTime.nullable(),
  duration_s: z.number().nullable(),
  blocked_by: targetView.shape.blocked_by,
});

const graphEdge = z
  .object({
    from: range,
    on: range,
    optional: z.boolean().describe('It is waited for until it has ended, however it ended; else until it has succeeded.'),
  })
  .describe('Each target of `from` depends on each target of `on`.');

export const graphView = z
  .object({
    fleet_id: ulid,
    title: z.string(),
    version: z.number(),
    status: z.enum(fleetStatuses),
    collapsed: z
      .array(z.string())
      .describe('Paths of the groups that a picture shows as one box, unless `expand` names them. Empty up to 200 targets.'),
    groups: z.array(graphGroup).describe('All groups, depth first.'),
    nodes: z
      .array(graphNode)
      .describe('Targets by ordinal, those of collapsed groups too. Where they are too many for one answer, `next_from` is set.'),
    edges: z.array(graphEdge).describe('All dependencies. Those of a target come before those of its dependents.'),
    next_from: ordinal
      .nullable()
      .describe('The first node that did not fit into this answer of at most 5 MB: ask for it with `from`. Null: none is left.'),
  })
  .meta({ id: 'Graph' });
export type GraphView = z.infer<typeof graphView>;
