/** The graph of a fleet, as data or as a diagram. A diagram reads only the targets that it shows. */
import { drawDot } from '../../../../core/picture/dot.ts';
import { drawMermaid } from '../../../../core/picture/mermaid.ts';
import { pictureOf, shownTargets, type Facts, type Picture, type TargetFacts } from '../../../../core/picture/picture.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { shorten } from '../../../../core/text/shorten.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { validationError, type Refusal } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { Handler } from '../../request.ts';
import { readGraphView } from './graph-view.ts';
import { readTargetViews } from './target-view.ts';
import { fleetEtag, unchangedFleet } from './unchanged-fleet.ts';
import { visibleFleet } from './visible-fleet.ts';

export const getGraph: Handler<Operations['getGraph']> = async (ports, { params, query, ...request }) => {
  const { format, from, expand = [] } = query;
  const what = [format, from, ...expand];
  const unchanged = await unchangedFleet(ports, params.fleet_id, what, request);
  if (unchanged) return unchanged;
  const fleet = await visibleFleet(ports, params.fleet_id, request.caller);
  if (!fleet.ok) return fleet.answer;
  const { value: ledger } = fleet;
  const refusal = unknownGroups(ledger, expand);
  if (refusal) return refusal;
  const etag = fleetEtag(ledger, what);
  if (format === 'json') return { kind: 'data', status: 200, data: await readGraphView(ports, ledger, { expand, from }), etag };
  const { groups, statuses, status, settings, graph } = ledger;
  const picture = pictureOf({ title: settings.title, status, groups, statuses, edges: graph?.edges ?? null, expand });
  const draw = format === 'dot' ? drawDot : drawMermaid;
  const body = draw(picture, await readFacts(ports, ledger, picture));
  // Browsers show it, and offer other types of text as a download.
  return { kind: 'text', type: 'text/plain; charset=utf-8', body, etag };
};

async function readFacts(ports: ApiPorts, ledger: Ledger, picture: Picture): Promise<Facts> {
  const views = await readTargetViews(ports, ledger, shownTargets(picture));
  const factsOf = ({ ordinal, id, started_at, duration_s }: (typeof views)[number]): [number, TargetFacts] => [
    ordinal,
    { name: id, startedAt: started_at === null ? null : Date.parse(started_at), durationS: duration_s },
  ];
  return { targets: new Map(views.map(factsOf)), now: ports.clockAndIds.now() };
}

/** Paths that a sentence names at most. */
const named = 10;

function unknownGroups({ groups }: Ledger, expand: readonly string[]): Refusal | undefined {
  const paths = groups.map(({ path }) => path);
  const more = paths.length > named ? ` and ${paths.length - named} more` : '';
  const known = `${paths
    .slice(0, named)
    .map((path) => shorten(path))
    .join(', ')}${more}`;
  const problems = expand.flatMap((path, at) =>
    paths.includes(path)
      ? []
      : [
          {
            path: `/expand/${at}`,
            code: 'INVALID_VALUE' as const,
            message: `The fleet has no group ${shorten(path)}. Its groups: ${known}.`,
          },
        ],
  );
  if (problems.length === 0) return undefined;
  return { kind: 'error', error: validationError(problems) };
}
