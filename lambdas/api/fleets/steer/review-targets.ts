/** Approves, rejects and steers targets that wait for a person: at a gate, or for a review. The actor decides whether all of them fit. */
import type { Problem } from '../../../../contracts/http/errors.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { pointer } from '../../../../contracts/http/problems.ts';
import { limits } from '../../../../contracts/limits.ts';
import { validationError, type Refusal } from '../../answer.ts';
import type { Handler } from '../../request.ts';
import { changeNow, decidedTargets, noneTouched, shortHash, type Choice, type ReviewedTarget } from './decided-targets.ts';
import { sendCommand } from './send-command.ts';

/** Opens the gates at which these targets wait now: one that comes to a gate before the actor applies the command is refused. */
export const approveTargets: Handler<Operations['approveTargets']> = (ports, request) => {
  const { pass_over } = request.body;
  return sendCommand(ports, request, async (ledger) => {
    const decided = await decidedTargets(ports, ledger, request.body);
    if ('kind' in decided) return decided;
    const { ranges: targets, reviewed } = decided;
    const refused = notLookedAt(reviewed, request.body);
    if (refused) return refused;
    return { kind: 'approve', targets, seen_gate: ledger.lastArrival, ...(pass_over == null ? {} : { pass_over }) };
  });
};

export const rejectTargets: Handler<Operations['rejectTargets']> = (ports, request) =>
  sendCommand(ports, request, async (ledger) => {
    const decided = await decidedTargets(ports, ledger, request.body);
    return 'kind' in decided ? decided : { kind: 'reject', targets: decided.ranges, seen_gate: ledger.lastArrival };
  });

export const steerTargets: Handler<Operations['steerTargets']> = (ports, request) =>
  sendCommand(ports, request, async (ledger) => {
    const decided = await decidedTargets(ports, ledger, request.body);
    if ('kind' in decided) return decided;
    const { ranges: targets, reviewed } = decided;
    const refused = steeredOften(reviewed, request.body);
    return refused ?? { kind: 'steer', targets, text: request.body.text, seen_gate: ledger.lastArrival };
  });

type Approval = Choice & { readonly hashes?: Readonly<Record<string, string>> | null | undefined };

/** What is approved is what was looked at: the caller gives its hash. A change that is not known cannot have been looked at, and needs none. */
function notLookedAt(reviewed: readonly ReviewedTarget[], asked: Approval): Refusal | undefined {
  const hashes = new Map(Object.entries(asked.hashes ?? {}));
  const problems = [...strangers(hashes, reviewed, asked), ...(asked.change_group == null ? withoutHash(reviewed, hashes) : [])];
  if (problems.length > 0) return { kind: 'error', error: validationError(problems) };
  const others = reviewed.flatMap((target): Problem[] => {
    const seen = hashes.get(target.path);
    if (seen === undefined || seen === target.hash) return [];
    const message = `${target.path} ${changeNow(target)}, and ${shortHash(seen)} was looked at: look at it again.`;
    return [{ path: placeOf(target, asked), code: 'INVALID_STATE', message }];
  });
  return others.length === 0 ? undefined : noneTouched(others);
}

/** Hashes of targets that are not approved: a misspelled path, or a target that was forgotten. */
function strangers(hashes: ReadonlyMap<string, string>, reviewed: readonly ReviewedTarget[], { targets }: Approval): Problem[] {
  const named = new Set(targets ?? reviewed.map(({ path }) => path));
  return [...hashes.keys()]
    .filter((path) => !named.has(path))
    .map((path) => ({
      path: pointer(['hashes', path]),
      code: 'INVALID_VALUE',
      message: `${path.slice(0, 200)} is not among the targets of this approval.`,
    }));
}

const withoutHash = (reviewed: readonly ReviewedTarget[], hashes: ReadonlyMap<string, string>): Problem[] =>
  reviewed
    .filter(({ path, hash }) => hash !== null && !hashes.has(path))
    .map(({ path }) => ({
      path: '/hashes',
      code: 'INVALID_VALUE',
      message: `hashes must have the hash of the change of ${path} that was looked at (change.hash of the target).`,
    }));

function steeredOften(reviewed: readonly ReviewedTarget[], asked: Choice): Refusal | undefined {
  const often = reviewed.filter(({ steered }) => steered >= limits.steerings);
  if (often.length === 0) return undefined;
  return noneTouched(
    often.map((target) => ({
      path: placeOf(target, asked),
      code: 'INVALID_STATE',
      message: `${target.path} was steered ${target.steered} times, which is the most: approve or reject it.`,
    })),
  );
}

const placeOf = ({ path }: ReviewedTarget, { targets }: Choice): string =>
  targets == null ? '/change_group' : `/targets/${targets.indexOf(path)}`;
