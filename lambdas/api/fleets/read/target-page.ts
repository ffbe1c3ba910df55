/**
 * Reads a page of targets. The ledger alone decides which targets fit the filter, except for the repository, the text and the
 * groups, which only the items tell.
 */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { TargetView } from '../../../../contracts/http/fleet.ts';
import { hasRepo } from '../../../shared-repositories.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { utf8Bytes } from '../../../../core/text/utf8-bytes.ts';
import type { ApiRequest } from '../../request.ts';
import { isFailed } from './failed-targets.ts';
import { rangeOf } from './ordinal-range.ts';
import { readTargetViews } from './target-view.ts';
import { isInGroups } from './targets-of-group.ts';

export type TargetFilter = Partial<
  Pick<
    ApiRequest<Operations['listTargets']>['query'],
    'status' | 'class' | 'group' | 'repo' | 'waiting' | 'ordinals' | 'q' | 'change_group' | 'failure_group'
  >
>;

/** Ordinals from `from` on that fit the filter, apart from its repository, its text and its groups. */
function chooseOrdinals(ledger: Ledger, filter: TargetFilter, from: number): number[] {
  const chosen: number[] = [];
  const [first, last] = rangeOf(filter.ordinals);
  for (let ordinal = Math.max(from, first); ordinal < ledger.statuses.length && ordinal <= last; ordinal += 1) {
    if (fits(ledger, filter, ordinal)) chosen.push(ordinal);
  }
  return chosen;
}

function fits(ledger: Ledger, filter: TargetFilter, ordinal: number): boolean {
  const status = ledger.statuses[ordinal];
  const failureClass = ledger.classes[ordinal];
  if (filter.status && (status === undefined || !filter.status.includes(status))) return false;
  if (filter.class && (failureClass === undefined || failureClass === null || !filter.class.includes(failureClass))) return false;
  if (filter.failure_group !== undefined && !isFailed(status)) return false;
  if (filter.waiting && !ledger.waiting.has(ordinal) && !ledger.gates.has(ordinal)) return false;
  return filter.group === undefined || inGroup(ledger, filter.group, ordinal);
}

/** Whether a target is in a group or, at any depth, in a group inside it. */
const inGroup = (ledger: Ledger, group: string, ordinal: number): boolean =>
  ledger.groups.some(({ path, from, to }) => (path === group || path.startsWith(`${group}/`)) && ordinal >= from && ordinal < to);

/** Lambda's answers have 6 MB at most. */
export const mostBytes = 5_000_000;
/** Bytes of a text in such an answer, which is JSON: it holds the text with escapes. */
export const bytesInAnswer = (text: string): number => utf8Bytes(JSON.stringify(text));
/** Items of one read. */
const chunk = 100;
/** Most reads of one request. A list filtered by repository, text or group may need several for one row. */
const mostChunks = 30;

export interface TargetPage {
  readonly targets: readonly TargetView[];
  /** The ordinal at which the next page begins; undefined after the last page. */
  readonly next: string | undefined;
}

interface PageRequest {
  readonly filter: TargetFilter;
  readonly limit: number;
  readonly after: string | undefined;
  /** How long a target makes the answer. Absent: as JSON. */
  readonly bytesOf?: (target: TargetView) => number;
}

const bytesAsJson = (target: TargetView): number => bytesInAnswer(JSON.stringify(target));

export async function readTargetPage(
  ports: ApiPorts,
  ledger: Ledger,
  { filter, limit, after, bytesOf = bytesAsJson }: PageRequest,
): Promise<TargetPage> {
  const ordinals = chooseOrdinals(ledger, filter, Number(after ?? 0));
  const text = filter.q?.toLowerCase();
  const targets: TargetView[] = [];
  let bytes = 0;
  for (let start = 0; start < ordinals.length && start < mostChunks * chunk; start += chunk) {
    const some = await ofGroups(ports, ledger, filter, ordinals.slice(start, start + chunk));
    for (const view of await readTargetViews(ports, ledger, some)) {
      if (filter.repo !== undefined && !hasRepo(view, filter.repo)) continue;
      if (text !== undefined && !hasText(view, text)) continue;
      bytes += bytesOf(view);
      if (targets.length === limit || (bytes > mostBytes && targets.length > 0)) return { targets, next: String(view.ordinal) };
      targets.push(view);
    }
  }
  const following = ordinals[mostChunks * chunk];
  return { targets, next: following === undefined ? undefined : String(following) };
}

/** @param text in lower case */
const hasText = ({ path, repo, repos }: TargetView, text: string): boolean =>
  [path, repo, ...(repos ?? []).map((each) => each.repo)].some((name) => name.toLowerCase().includes(text));

/** Those of the targets that are in the groups of the filter. */
async function ofGroups(
  { stores }: ApiPorts,
  ledger: Ledger,
  filter: TargetFilter,
  ordinals: readonly number[],
): Promise<readonly number[]> {
  if (filter.change_group === undefined && filter.failure_group === undefined) return ordinals;
  const records = await stores.targets.getTargets(ledger.fleetId, ordinals);
  return records.filter((record) => isInGroups(ledger, record, filter)).map(({ ordinal }) => ordinal);
}
