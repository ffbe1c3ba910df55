/** Makes the failure of a task from what the preset read of the agent's end. The sentence of program or provider is kept in it. */
import { dollars } from '../../core/text/dollars.ts';
import { agentFailures } from '../agent-failures.ts';
import { failures, type Failed } from '../failure.ts';
import { firstLines } from '../text/cut-lines.ts';
import { printedText } from '../text/printed-text.ts';
import type { AgentFailure, Ask, Preset } from './preset.ts';

interface FailedAgent {
  /** Its name in worker.yaml. */
  readonly name: string;
  readonly preset: Preset;
  readonly ask: Pick<Ask, 'maxTurns' | 'maxUsd'>;
  /** How the process ended, in words; undefined: well. */
  readonly problem: string | undefined;
}

/** UTF-16 units of what the program or the provider said. */
const longest = 1_200;

export function failureOfReading({ kind, message }: AgentFailure, { name, preset, ask, problem }: FailedAgent): Failed {
  const said = firstLines(printedText(message).trim(), longest);
  const agent = `The agent ${name} (${preset.name})`;
  switch (kind) {
    case 'auth':
      return agentFailures.auth(
        `The provider refused the agent ${name} (${preset.name}): ${said}`,
        `Check the key (${preset.keys.join(' or ')}) and the plan that it belongs to, and restart the worker if the key changed.`,
      );
    case 'rate_limit':
      return agentFailures.rateLimited(`The provider limits the agent ${name} (${preset.name}): ${said}`);
    case 'provider':
      return agentFailures.provider(`The provider of the agent ${name} (${preset.name}) failed: ${said}`);
    case 'turns':
      return agentFailures.turns(
        `${agent} reached its limit${ask.maxTurns === undefined ? '' : ` of ${ask.maxTurns} turns`}: ${said}`,
      );
    case 'budget':
      return agentFailures.budget(
        `${agent} reached its budget${ask.maxUsd === undefined ? '' : ` of ${dollars(ask.maxUsd)}`}: ${said}`,
      );
    case 'schema':
      return agentFailures.schema(`${agent} did not answer in the schema: ${said}`);
    case 'session':
      return agentFailures.session(`${agent} does not know the session that it was to go on with: ${said}`);
    case 'config':
      return agentFailures.config(`${agent} cannot work so: ${said}`, `Check agents.${name} in worker.yaml, and the model.`);
    case 'agent':
      return failures.agent(`${agent} failed: ${said}`);
    case 'process':
      return agentFailures.process(`${agent} did not come to its end${problem === undefined ? '' : ` (${problem})`}: ${said}`);
  }
}
