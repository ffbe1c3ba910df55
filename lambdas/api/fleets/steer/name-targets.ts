/** Resolves the paths of targets that a command names, before the command is stored: a command has ordinals, because they never change. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { rangesOf } from '../../../../core/ledger/ordinals.ts';
import { refuse, type Refusal } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { findOrdinals } from '../read/find-ordinals.ts';

/** Both ends included. */
type Ranges = [number, number][];

/** @param pointerTo the JSON Pointer of a path in the body, by its place among `paths` */
export async function nameTargets(
  ports: ApiPorts,
  ledger: Ledger,
  paths: readonly string[],
  pointerTo: (at: number) => string = (at) => `/targets/${at}`,
): Promise<Ranges | Refusal> {
  const found = await findOrdinals(ports, ledger, paths);
  const unknown = paths.flatMap((path, at) => (found.has(path) ? [] : [{ path, at }]));
  if (unknown.length > 0) return notFound(unknown, pointerTo);
  return rangesOf([...new Set(found.values())]).map(([from, to]): [number, number] => [from, to]);
}

function notFound(unknown: readonly { path: string; at: number }[], pointerTo: (at: number) => string): Refusal {
  const sentence = ({ path }: { path: string }): string => `The fleet has no target ${path.slice(0, 200)}.`;
  const details = unknown.map((each) => ({
    path: pointerTo(each.at),
    code: 'INVALID_VALUE' as const,
    message: sentence(each),
  }));
  const [first] = unknown;
  const message =
    unknown.length === 1 && first ? sentence(first) : `The fleet has none of ${unknown.length} targets; see details.`;
  return refuse('TARGET_NOT_FOUND', message, { details });
}
