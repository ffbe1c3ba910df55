/**
 * What a command would do, in sentences with the numbers of the fleet that is shown, and the words of the dialog around them.
 * Invariant: `possible` is false where the fleet does not accept the command, so that the dialog sends nothing.
 */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { commandWords } from '../../core/commands/command-rules.ts';
import { plural } from '../../core/text/plural.ts';
import type { Asked } from './asked.ts';
import type { Confirmed } from './body-of.ts';
import { costSentence, targetsPhrase, type Question, type Words } from './phrases.ts';
import { numbersOf } from './numbers.ts';
import { continueQuestion, skipQuestion } from './question-of-continue.ts';
import { answerQuestion, approveQuestion, ofTargetsQuestion, rejectQuestion, steerQuestion } from './question-of-targets.ts';
import { retriedCount, retrySentences, retryTitle, theTargets } from './question-of-retry.ts';

export function questionOf(fleet: FleetView, asked: Confirmed): Question {
  const possible =
    needed[asked.kind].every((action) => fleet.actions.includes(action)) &&
    (asked.kind !== 'skip-remaining' || fleet.skip_remaining);
  return { dismiss: 'Not now', danger: false, typed: null, ...wordsOf(fleet, asked), possible };
}

/** The commands that it consists of, as the fleet's `actions` name them. */
export const needed: Readonly<Record<Asked['kind'], readonly FleetView['actions'][number][]>> = {
  ...{ pause: ['pause'], abort: ['abort'], cancel: ['cancel'], edit: ['edit'], continue: ['continue'] },
  'skip-remaining': [],
  ...{ retry: ['retry'], 'retry-and-continue': ['retry', 'continue'] },
  ...{ 'skip-targets': ['skip_targets'], 'fail-targets': ['fail_targets'], 'cancel-targets': ['cancel_targets'] },
  ...{ approve: ['approve'], reject: ['reject'], steer: ['steer'], answer: ['answer'] },
};

/** The command in a sentence about what became of it. Example: `Retry and continue`. */
export function nameOfCommand({ kind }: Asked): string {
  if (kind === 'retry-and-continue') return 'Retry and continue';
  if (kind === 'skip-remaining') return 'Skip the rest';
  const [action] = needed[kind];
  const words = action === undefined ? kind : commandWords[action];
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function wordsOf(fleet: FleetView, asked: Confirmed): Words {
  switch (asked.kind) {
    case 'pause':
      return pauseQuestion(fleet);
    case 'abort':
      return abortQuestion(fleet);
    case 'cancel':
      return cancelQuestion(fleet);
    case 'continue':
      return continueQuestion(fleet, asked);
    case 'skip-remaining':
      return skipQuestion(fleet);
    case 'retry':
      return {
        title: retryTitle(fleet, asked),
        sentences: retrySentences(fleet, asked),
        confirm: `Retry ${retriedCount(fleet, asked)}`,
      };
    case 'retry-and-continue':
      return retryAndContinueQuestion(fleet, asked);
    case 'skip-targets':
    case 'fail-targets':
    case 'cancel-targets':
      return ofTargetsQuestion(asked);
    case 'approve':
      return approveQuestion(fleet, asked);
    case 'reject':
      return rejectQuestion(fleet, asked);
    case 'steer':
      return steerQuestion(fleet, asked);
    case 'answer':
      return answerQuestion(asked);
  }
}

function pauseQuestion(fleet: FleetView): Words {
  const { working } = numbersOf(fleet);
  const then = 'the fleet waits for as long as you like.';
  return {
    title: 'Pause the fleet?',
    sentences: [
      'Nothing more is launched.',
      working === 0
        ? 'Nothing runs now: the fleet waits for as long as you like.'
        : `${targetsPhrase(working, 'running target goes', 'running targets go')} on to ${working === 1 ? 'its' : 'their'} end; then ${then}`,
    ],
    confirm: 'Pause',
  };
}

function abortQuestion(fleet: FleetView): Words {
  const { working, waiting } = numbersOf(fleet);
  return {
    title: 'Abort the fleet?',
    sentences: [
      ...(waiting === 0
        ? []
        : [`${plural(waiting, 'target')} that ${waiting === 1 ? 'waits' : 'wait'} never start in this generation.`]),
      ...(working === 0
        ? []
        : [`${targetsPhrase(working, 'running target finishes', 'running targets finish')}; pull requests are kept.`]),
      'Then the fleet ends as aborted.',
    ],
    confirm: 'Abort the fleet',
    dismiss: 'Keep it going',
  };
}

function cancelQuestion(fleet: FleetView): Words {
  const { working, waiting } = numbersOf(fleet);
  const are = working === 1 ? 'target is' : 'targets are';
  return {
    title: fleet.status === 'PENDING' ? 'Decline the start and cancel the fleet?' : 'Cancel the fleet?',
    sentences: [
      ...(working === 0 ? [] : [`${working} running ${are} stopped now: what they did is lost, what they cost is not.`]),
      ...(waiting === 0 ? [] : [`${plural(waiting, 'target')} that ${waiting === 1 ? 'waits' : 'wait'} never start.`]),
      ...(fleet.status === 'PENDING' ? [] : ['Pull requests that are open stay open.']),
      'Then the fleet ends as cancelled.',
    ],
    confirm: 'Cancel the fleet',
    dismiss: 'Keep it going',
    danger: true,
    typed: working > 0 ? 'cancel' : null,
  };
}

function retryAndContinueQuestion(fleet: FleetView, asked: Parameters<typeof retriedCount>[1]): Words {
  const { ready, waiting } = numbersOf(fleet);
  const count = retriedCount(fleet, asked);
  const news = count === 1 ? 'A new attempt for 1 target comes first' : `New attempts for ${count} targets come first`;
  return {
    title: `Retry ${asked.targets || asked.failureGroup ? plural(count, 'target') : theTargets(count, 'failed')} and continue?`,
    sentences: [
      'Two commands, one after the other: retry, then continue.',
      ready === 0
        ? `${news}, at most ${fleet.max_concurrency} at a time.`
        : `${news}, then the ${plural(ready, 'target')} that ${ready === 1 ? 'waits' : 'wait'}, ${fleet.max_concurrency} at a time.`,
      ...(waiting > ready
        ? [`${plural(waiting - ready, 'target')} more ${waiting - ready === 1 ? 'waits' : 'wait'} on for a person.`]
        : []),
      'Failures that stay are acknowledged: it pauses again only when there are more.',
      costSentence(fleet),
    ],
    confirm: `Retry ${count} and continue`,
  };
}
