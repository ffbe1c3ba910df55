/** What the commands about single targets would do: skip, fail, cancel, approve, reject, steer, answer. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { plural } from '../../core/text/plural.ts';
import type { AskedOf, OfReview } from './asked.ts';
import type { Words } from './phrases.ts';

const ofKind = {
  'skip-targets': {
    verb: 'Skip',
    sentences: ['What waits never starts. It can be retried later.'],
    danger: false,
  },
  'fail-targets': {
    verb: 'Fail',
    sentences: ['What runs is stopped now and has failed. The failure policy does not count it. It can be retried later.'],
    danger: true,
  },
  'cancel-targets': {
    verb: 'Cancel',
    sentences: ['What waits never starts; what runs is stopped now: what it did is lost, what it cost is not.'],
    danger: true,
  },
} as const;

const allOrNone = 'If one of them does not fit any more, none is touched.';

export function ofTargetsQuestion({ kind, targets }: AskedOf<'skip-targets' | 'fail-targets' | 'cancel-targets'>): Words {
  const { verb, sentences, danger } = ofKind[kind];
  const what = nameOf({ targets });
  return {
    title: `${verb} ${what}?`,
    sentences: [...sentences, ...(targets.length > 1 ? [allOrNone] : []), 'Targets that depend on it are blocked.'],
    confirm: `${verb} ${what}`,
    danger,
    ...(danger ? { dismiss: 'Keep it going' } : {}),
  };
}

const countOf = ({ targets, changeGroup }: OfReview): number => changeGroup?.count ?? targets?.length ?? 0;

/** The path of one target; of more, how many. */
function nameOf(asked: OfReview): string {
  const [first] = asked.targets ?? [];
  return countOf(asked) === 1 && first !== undefined ? first : plural(countOf(asked), 'target');
}

/** Example: `2 different changes are approved: those that you were shown.` */
function hashSentences({ hashes = {} }: AskedOf<'approve'>): string[] {
  const changes = new Set(Object.values(hashes)).size;
  if (changes === 0) return [];
  const what = changes === 1 ? 'One change is approved: the one' : `${changes} different changes are approved: those`;
  return [`${what} that you were shown. A target that has another one now is not approved, nor are the others.`];
}

export function approveQuestion({ publish }: FleetView, asked: AskedOf<'approve'>): Words {
  const { changeGroup, passOver } = asked;
  const count = countOf(asked);
  const reviewed = publish === 'review' && (changeGroup !== undefined || asked.hashes !== undefined);
  const effect = reviewed
    ? `What ${count === 1 ? 'it' : `these ${count}`} made is published: ${count === 1 ? 'its pull request is' : 'their pull requests are'} opened.`
    : passOver
      ? `${count === 1 ? 'It leaves' : `These ${count} leave`} out the step behind the gate.`
      : `${count === 1 ? 'It goes' : `These ${count} go`} on past the gate.`;
  return {
    title: `Approve ${nameOf(asked)}?`,
    sentences: [
      effect,
      ...(changeGroup === undefined
        ? []
        : [`All have the change ${changeGroup.hash.slice(0, 8)}. One that has another change by then is left out.`]),
      ...hashSentences(asked),
      ...(asked.targets !== undefined && count > 1 ? [allOrNone] : []),
    ],
    confirm: `Approve ${nameOf(asked)}`,
  };
}

export function rejectQuestion(_fleet: FleetView, asked: AskedOf<'reject'>): Words {
  const count = countOf(asked);
  return {
    title: `Reject ${nameOf(asked)}?`,
    sentences: [
      `What ${count === 1 ? 'it' : `these ${count}`} made is not published, and ${count === 1 ? 'it has' : 'they have'} failed.`,
      'The failure policy does not count it. It can be retried later.',
      ...(asked.targets !== undefined && count > 1 ? [allOrNone] : []),
    ],
    confirm: `Reject ${nameOf(asked)}`,
    danger: true,
    dismiss: 'Not now',
  };
}

export function steerQuestion(_fleet: FleetView, asked: AskedOf<'steer'>): Words {
  const count = countOf(asked);
  return {
    title: `Let ${nameOf(asked)} work on?`,
    sentences: [
      `${count === 1 ? 'It gets' : `Each of the ${count} gets`} a further attempt that is told what you write, on the same branch.`,
      'Then it waits for a review again.',
      ...(asked.targets !== undefined && count > 1 ? [allOrNone] : []),
    ],
    confirm: `Steer ${nameOf(asked)}`,
  };
}

export const answerQuestion = ({ target, question }: AskedOf<'answer'>): Words => ({
  title: `Answer ${target}?`,
  sentences: [`It asks: ${question}`, 'Its next attempt begins with the answer.'],
  confirm: 'Answer',
});
