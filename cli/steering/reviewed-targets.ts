/** Reads the targets that a decision about a review is for, as they are now, and what of each was shown to the person who decides. */
import type { TargetView } from '../../contracts/http/fleet.ts';
import { allPages } from '../api/all-pages.ts';
import { errorOfAnswer } from '../api/answer-data.ts';
import type { Api } from '../api/open-api.ts';
import { CliError } from '../cli-error.ts';
import { hashesShown } from '../config/shown-groups.ts';
import { exitCodes } from '../exit-code.ts';
import { hashOfGroup } from './group-flags.ts';

/** The flags that choose targets. Neither: all that wait for a review. */
export interface ChoiceFlags {
  readonly target?: readonly string[] | undefined;
  readonly 'change-group'?: string | undefined;
}

export interface Choice {
  /** The part of the body that names the targets. */
  readonly named: { readonly targets?: string[]; readonly change_group?: string };
  /** Those of them that wait for a review. */
  readonly reviewed: readonly TargetView[];
  /** Those that had the change of the group before, and wait with another one now. */
  readonly left: readonly TargetView[];
}

export async function chooseTargets(api: Api, fleetId: string, flags: ChoiceFlags): Promise<Choice> {
  const group = flags['change-group'] === undefined ? undefined : await hashOfGroup(fleetId, flags['change-group']);
  const known = flags.target === undefined ? await allWaiting(api, fleetId) : await readNamed(api, fleetId, flags.target);
  const waiting = known.filter((target) => target.waiting?.for === 'review');
  const has = (target: Pick<TargetView, 'change'>): boolean =>
    group === undefined || target.change?.hash.startsWith(group) === true;
  const reviewed = waiting.filter(has);
  return {
    named: {
      ...(flags.target === undefined ? {} : { targets: [...flags.target] }),
      ...(group === undefined ? {} : { change_group: group }),
    },
    reviewed,
    left: group === undefined ? [] : waiting.filter((target) => !has(target) && target.attempts.some(has)),
  };
}

const allWaiting = (api: Api, fleet_id: string): Promise<TargetView[]> =>
  allPages((next_token) => api.client.listTargets({ params: { fleet_id }, query: { waiting: 'true', limit: 100, next_token } }));

/** More than so many are read as a list. */
const fewPaths = 20;

/** A path that is not there is not read: the command is refused for it, with all others that are wrong. */
async function readNamed(api: Api, fleetId: string, paths: readonly string[]): Promise<TargetView[]> {
  const wanted = new Set(paths);
  if (wanted.size > fewPaths) return (await allWaiting(api, fleetId)).filter(({ path }) => wanted.has(path));
  const found: TargetView[] = [];
  for (const path of wanted) {
    const answer = await api.client.getTarget({ params: { fleet_id: fleetId, path } });
    if (answer.ok) found.push(answer.data);
    else if (answer.error.code !== 'TARGET_NOT_FOUND') throw errorOfAnswer(answer.error);
  }
  return found;
}

/**
 * By path: the hash of the change that is shown now. None where none is known.
 * @throws CliError when the diff that was shown of a target is another one
 */
export async function hashesOf(fleetId: string, reviewed: readonly TargetView[]): Promise<Record<string, string>> {
  const shown = new Map(Object.entries(await hashesShown(fleetId)));
  const others = reviewed.filter(({ path, change }) => shown.has(path) && shown.get(path) !== change?.hash);
  if (others.length === 0) {
    return Object.fromEntries(reviewed.flatMap(({ path, change }) => (change ? [[path, change.hash]] : [])));
  }
  const [which, it] = others.length === 1 ? ['one target has', 'it'] : [`${others.length} targets have`, 'them'];
  throw new CliError(
    `${which} another change now than the diff that you have looked at, so nothing was approved: look at ${it} again, then approve again.`,
    exitCodes.error,
    others.map(({ path }) => `bgagent fleet diff ${fleetId} ${path}`),
  );
}
