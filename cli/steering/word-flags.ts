/** The flags of `fleet retry` that give the attempts other words, and the keys of a request that they set. */
import { Flags, type Interfaces } from '@oclif/core';
import { readText } from '../read-text.ts';
import { usdOf } from '../submit/setting-flags.ts';
import { workFlags } from '../submit/work-flags.ts';

export const wordFlags = {
  hint: Flags.string({ description: 'What the agent is told besides its task, 2,000 characters at most.', helpValue: 'TEXT' }),
  task: Flags.string({
    description: 'The work in other words, in place of those of the fleet or step.',
    exclusive: ['task-file'],
  }),
  'task-file': Flags.string({ description: 'File with the work in other words; - is standard input.', helpValue: 'FILE' }),
  agent: Flags.string({ description: 'Agent of worker.yaml that does the work now.', helpValue: 'NAME' }),
  model: Flags.string({ description: 'Model of the agent.' }),
  'max-turns': workFlags['max-turns'],
  budget: Flags.string({ description: 'US dollars that each of these attempts may cost.', helpValue: 'USD' }),
  resume: Flags.boolean({ description: "Go on in the agent's session of the last attempt, where the agent can." }),
};

type WordFlagValues = Interfaces.InferredFlags<typeof wordFlags>;

interface Words {
  readonly hint?: string;
  readonly task_description?: string;
  readonly agent?: string;
  readonly model?: string;
  readonly max_turns?: number;
  readonly budget_usd?: number;
  readonly resume?: true;
}

/** @throws CliError (usage) for a budget that cannot be read */
export async function wordsOfFlags(flags: WordFlagValues): Promise<Words> {
  const { hint, 'task-file': file, agent, model, 'max-turns': turns, budget, resume } = flags;
  const task = file === undefined ? flags.task : (await readText(file)).trimEnd();
  const usd = usdOf('budget', budget);
  return {
    ...(hint === undefined ? {} : { hint }),
    ...(task === undefined ? {} : { task_description: task }),
    ...(agent === undefined ? {} : { agent }),
    ...(model === undefined ? {} : { model }),
    ...(turns === undefined ? {} : { max_turns: turns }),
    ...(usd === undefined ? {} : { budget_usd: usd }),
    ...(resume ? { resume } : {}),
  };
}
