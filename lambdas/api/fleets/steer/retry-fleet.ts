/** Retries targets. The actor decides which of them may be retried. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { validationError, type Refusal } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { Handler } from '../../request.ts';
import { retriedTargets } from './retried-targets.ts';
import { problemsOfWords, wordsIn } from './retry-words.ts';
import { sendCommand, type Wish } from './send-command.ts';

export const retryFleet: Handler<Operations['retryFleet']> = (ports, request) =>
  sendCommand(ports, request, (ledger) => wishOf(ports, ledger, request));

type Request = Parameters<typeof retryFleet>[1];

async function wishOf(ports: ApiPorts, ledger: Ledger, request: Request): Promise<Wish | Refusal> {
  const { body } = request;
  const { only, reset_blocked, from_step } = body;
  const step = from_step == null ? undefined : stepNamed(ledger, from_step);
  if (step !== undefined && typeof step !== 'number') return step;
  const words = wordsIn(body);
  const problems = words === undefined ? [] : await problemsOfWords(ports, ledger, words);
  if (problems.length > 0) return { kind: 'error', error: validationError(problems) };
  const choice = {
    ...(only == null ? {} : { only }),
    ...(reset_blocked == null ? {} : { reset_blocked }),
    ...(step === undefined ? {} : { from_step: step }),
    ...(words === undefined ? {} : { words }),
  };
  const named = await retriedTargets(ports, ledger, request);
  if (named === undefined) return { kind: 'retry', ...choice };
  return 'kind' in named ? named : { kind: 'retry', ...choice, targets: named };
}

/** The place of the step. */
function stepNamed({ settings: { steps } }: Ledger, name: string): number | Refusal {
  const at = steps.findIndex((step) => step.name === name);
  if (at >= 0) return at;
  const message =
    steps.length === 0
      ? 'from_step is not taken: the fleet has no steps.'
      : `from_step "${name}" is no step of the fleet. Its steps: ${steps.map((step) => step.name).join(', ')}.`;
  return { kind: 'error', error: validationError([{ path: '/from_step', code: 'INVALID_VALUE', message }]) };
}
