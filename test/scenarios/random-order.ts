/** A fleet with random dependencies: 12 groups, each with as many targets as the next, in a few repositories. */
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import type { TargetView } from '../../contracts/http/fleet.ts';
import { Random } from '../simulation/random.ts';

const groups = 12;

export const reposOfOrder = ['one', 'two', 'three'] as const;

/** Each target depends on up to three before it, in whatever group; some groups depend on the whole group before them. */
export function randomOrder(total: number, seed: number, command: string): SubmitRequest {
  const random = new Random(seed);
  const each = Math.ceil(total / groups);
  const pathOf = (at: number): string => `g${Math.floor(at / each)}/t${at}`;
  const targetAt = (at: number) => ({
    repo: `acme/${random.of(reposOfOrder)}`,
    id: `t${at}`,
    depends_on: at === 0 ? [] : Array.from({ length: random.whole(0, 3) }, () => `/${pathOf(random.whole(0, at - 1))}`),
  });
  return {
    ...{ title: 'Random order', workflow_ref: 'shell/run-v1', params: { command }, failure: null, max_concurrency: 8 },
    groups: Array.from({ length: Math.ceil(total / each) }, (_, group) => ({
      name: `g${group}`,
      targets: Array.from({ length: Math.min(each, total - group * each) }, (_none, at) => targetAt(group * each + at)),
      ...(group > 0 && random.chance(0.2) && { depends_on: [`g${group - 1}`] }),
    })),
  };
}

/** Targets that began before one that they depend on had ended, as sentences. */
export function outOfOrder(targets: readonly TargetView[]): string[] {
  const ends = (path: string): TargetView[] =>
    targets.filter((target) => target.path === path || target.group === path || target.group.startsWith(`${path}/`));
  return targets.flatMap(({ path, depends_on, started_at }) =>
    depends_on.flatMap((dependency) =>
      ends(dependency.path)
        .filter(({ finished_at }) => started_at !== null && (finished_at === null || finished_at > started_at))
        .map((other) => `${path} began before ${other.path} had ended`),
    ),
  );
}
