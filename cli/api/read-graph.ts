/** Reads the graph of a fleet with all its targets, which may take several answers. */
import type { GraphView } from '../../contracts/http/graph.ts';
import { errorOfAnswer } from './answer-data.ts';
import type { Api } from './open-api.ts';

/** @throws CliError with the error of the API */
export async function readGraph(api: Api, fleet_id: string, expand: readonly string[]): Promise<GraphView> {
  const first = await readPart(api, fleet_id, { expand, from: 0 });
  const nodes = [...first.nodes];
  let last = first;
  for (let from = 0; last.next_from !== null && last.next_from > from;) {
    from = last.next_from;
    last = await readPart(api, fleet_id, { expand, from });
    nodes.push(...last.nodes);
  }
  return { ...first, nodes, next_from: null };
}

async function readPart(api: Api, fleet_id: string, wanted: { expand: readonly string[]; from: number }): Promise<GraphView> {
  const answer = await graphOf(api, fleet_id, { format: 'json', ...wanted });
  if (typeof answer === 'string') throw new TypeError('The API answered a text where data was asked for.');
  return answer;
}

/** The graph as a diagram. @throws CliError with the error of the API */
export async function readDiagram(
  api: Api,
  fleet_id: string,
  wanted: { format: 'mermaid' | 'dot'; expand: readonly string[] },
): Promise<string> {
  const answer = await graphOf(api, fleet_id, { ...wanted, from: 0 });
  if (typeof answer !== 'string') throw new TypeError('The API answered data where a text was asked for.');
  return answer;
}

async function graphOf(
  api: Api,
  fleet_id: string,
  { format, expand, from }: { format: 'json' | 'mermaid' | 'dot'; expand: readonly string[]; from: number },
): Promise<GraphView | string> {
  const query = { format, ...(from === 0 ? {} : { from }), ...(expand.length === 0 ? {} : { expand: expand.join(',') }) };
  const answer = await api.client.getGraph({ params: { fleet_id }, query });
  if (!answer.ok) throw errorOfAnswer(answer.error);
  return answer.data;
}
