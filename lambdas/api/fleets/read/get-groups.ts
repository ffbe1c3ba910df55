/**
 * The targets of a fleet in groups: by their change, and by the reason for which they failed. All of them are read for each page, some at a
 * time, and of each group only what is shown of it is kept.
 */
import type { ChangeSummary } from '../../../../contracts/change.ts';
import type { ChangeGroupView, FailureGroupView } from '../../../../contracts/http/groups.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Totals } from '../../../../contracts/http/paging.ts';
import { failureSummary } from '../../../../core/groups/failure-signature.ts';
import { gatherGroups, inOrder, type TargetGroup } from '../../../../core/groups/group-targets.ts';
import type { Answer } from '../../answer.ts';
import type { Handler, PageTokens } from '../../request.ts';
import { brokenToken, pageAnswer, positionOf } from '../../lists/page.ts';
import { failedOrdinals, failedTarget, failureOf, signatureOf } from './failed-targets.ts';
import { changeOf, eachTarget, mayHaveChange, waitsForReview } from './targets-of-group.ts';
import { visibleFleet } from './visible-fleet.ts';

export const getChangeGroups: Handler<Operations['getChangeGroups']> = async (ports, { params, query, caller, pages }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const ledger = fleet.value;
  const gathering = gatherGroups<ChangeSummary>();
  for await (const record of eachTarget(ports, ledger, mayHaveChange(ledger, query.waiting !== undefined))) {
    const change = changeOf(record);
    if (change === null) continue;
    const { ordinal, path } = record;
    gathering.add({ ordinal, path, key: change.hash, waits: waitsForReview(ledger, ordinal) }, () => change);
  }
  const groups = gathering.groups();
  const totals = { ...totalsOf(groups), waiting: groups.reduce((sum, { waiting }) => sum + waiting, 0) };
  return pageOf({ groups, totals, viewOf: changeGroupView }, query, pages);
};

const changeGroupView = (shared: Shared, { key, waiting, sample }: TargetGroup<ChangeSummary>): ChangeGroupView => ({
  ...shared,
  ...{ hash: key, waiting, change: sample },
});

type Told = Omit<FailureGroupView, keyof Shared | 'signature'>;

export const getFailures: Handler<Operations['getFailures']> = async (ports, { params, query, caller, pages }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const ledger = fleet.value;
  const gathering = gatherGroups<Told>();
  for await (const record of eachTarget(ports, ledger, failedOrdinals(ledger))) {
    const { ordinal, path } = record;
    const failed = failedTarget(ledger, record);
    gathering.add({ ordinal, path, key: signatureOf(failed), waits: false }, () => {
      const { message, ...failure } = failureOf(ledger, record);
      const { verifier } = failed;
      // The actor writes only classes and owners of `core/`; the schema of the record accepts any text.
      const { class: failureClass, by } = failure as Pick<Told, 'class' | 'by'>;
      return { ...failure, class: failureClass, by, verifier, summary: failureSummary(failed), evidence: endOf(message) };
    });
  }
  const groups = gathering.groups();
  return pageOf({ groups, totals: totalsOf(groups), viewOf: failureGroupView }, query, pages);
};

const failureGroupView = (shared: Shared, { key, sample }: TargetGroup<Told>): FailureGroupView => ({
  ...shared,
  ...{ signature: key, ...sample },
});

/** UTF-16 units of what a target failed with that a group shows. */
const longestEvidence = 1_000;
const endOf = (message: string): string =>
  message.length <= longestEvidence ? message : `…${message.slice(1 - longestEvidence).toWellFormed()}`;

const totalsOf = (groups: readonly TargetGroup<unknown>[]): Totals => ({
  groups: groups.length,
  targets: groups.reduce((sum, { count }) => sum + count, 0),
});

type Shared = Pick<ChangeGroupView, 'number' | 'count' | 'example' | 'targets'>;

interface Listed<T> {
  readonly groups: readonly TargetGroup<T>[];
  readonly totals: Totals;
  readonly viewOf: (shared: Shared, group: TargetGroup<T>) => object;
}

/** Lambda's answers have 6 MB at most, and the body is JSON inside JSON, whose escapes make it longer. */
const mostBytes = 3_000_000;

/**
 * A page begins behind the group that the page before ended with, and goes on with its number: where groups have changed in between, none is
 * shown twice with the same size, and no number twice.
 */
async function pageOf<T>(
  { groups, totals, viewOf }: Listed<T>,
  { limit, next_token }: { limit: number; next_token?: string | undefined },
  pages: PageTokens,
): Promise<Answer> {
  const position = await positionOf(pages, next_token);
  if (!position.ok) return brokenToken;
  const [number = 0, count = Infinity, first = -1] = position.after?.split(' ').map(Number) ?? [];
  const left = groups.filter((group) => inOrder({ count, first }, group) < 0);
  const items: object[] = [];
  let bytes = 0;
  for (const group of left) {
    const { count: size, targets } = group;
    const shared = { number: number + items.length + 1, count: size, example: targets[0] ?? '', targets: [...targets] };
    const view = viewOf(shared, group);
    bytes += JSON.stringify(view).length;
    if (items.length === limit || (bytes > mostBytes && items.length > 0)) break;
    items.push(view);
  }
  const last = left[items.length - 1];
  const next = last && items.length < left.length ? [number + items.length, last.count, last.first].join(' ') : undefined;
  return pageAnswer(items, next, pages, totals);
}
