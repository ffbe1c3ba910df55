/**
 * What the scripted model does. A scenario is named by a marker in what the user says, `[[scenario:edit]]`, with options behind it:
 * `[[scenario:busy refuse=m1]]`. It has no state: what it does next follows from the request alone, so that repetition, concurrency
 * and resumed sessions need no thought. Example: `edit` lists the folder at step 0, writes a file at step 1, and then says what it did.
 */

import { designCommand, implementCommand } from './phases.ts';

/** What the scripts read of a request; the same for every protocol. */
export interface Asked {
  /** What the user said, oldest first. Results of tools are not among it. */
  readonly spoken: readonly string[];
  /** Rounds of tool results since the user last spoke. */
  readonly step: number;
  readonly model: string;
}

/** What the model answers. Paths are relative to the agent's working folder. */
export type Answer =
  | { readonly do: 'shell'; readonly command: string; readonly inBackground?: true }
  | { readonly do: 'write'; readonly file: string; readonly text: string }
  /** An answer in the schema that the request has, or as text where it has none. */
  | { readonly do: 'value'; readonly value: unknown }
  /** Unmetered: as a gateway answers that counts no tokens. */
  | { readonly do: 'say'; readonly text: string; readonly isUnmetered?: true };

export interface Refusal {
  readonly do: 'refuse';
  readonly status: number;
  readonly kind: string;
  readonly message: string;
  readonly retryAfterS?: number;
}

export type Move =
  | Answer
  | Refusal
  /** No answer, an answer that is none, a closed connection, the beginning of an answer. */
  | { readonly do: 'hang' | 'garbage' | 'nothing' | 'half' };

interface Scene extends Asked {
  readonly options: ReadonlyMap<string, string>;
}

type Scenario = (scene: Scene) => Move;

const marker = /\[\[scenario:(?<name>[a-z0-9-]+)(?<options>(?: [a-z]+=[^\s\]]+)*)\]\]/g;

/** @returns the move, and the name of the scenario for the log; a request without a marker is a side question: it gets a short text */
export function moveFor(asked: Asked): { readonly scenario: string; readonly move: Move } {
  // A resumed session may be told nothing but an answer; then what was said earlier still counts.
  const found = asked.spoken.flatMap((text) => [...text.matchAll(marker)]).at(-1)?.groups;
  const name = found?.['name'];
  if (name === undefined) return { scenario: 'none', move: say('A short text.') };
  const play = scenarios[name];
  if (!play) return { scenario: name, move: refuse(400, 'invalid_request_error', `There is no scenario ${name}.`) };
  const options = (found?.['options'] ?? '').split(' ').filter(Boolean);
  // Each option matched `name=value`.
  const pairs = options.map((option) => option.split(/=(.*)/, 2) as [string, string]);
  return { scenario: name, move: play({ ...asked, options: new Map(pairs) }) };
}

const say = (text: string): Move => ({ do: 'say', text });
const shell = (command: string): Move => ({ do: 'shell', command });
const refuse = (status: number, kind: string, message: string, retryAfterS?: number): Move => ({
  ...{ do: 'refuse', status, kind, message },
  ...(retryAfterS === undefined ? {} : { retryAfterS }),
});

/** One move per step; the last one for all steps that follow. */
const steps =
  (...moves: readonly [Move, ...Move[]]): Scenario =>
  ({ step }) =>
    moves[step] ?? moves.at(-1) ?? moves[0];

const always = (move: Move): Scenario => steps(move);

/** Title, empty line, what was done: as the prompt of the product asks for it. */
export const editTitle = 'Greet from the scripted model';
export const editBody = 'Writes greeting.txt and says hello in it.';
const edited = say(`${editTitle}\n\n${editBody}`);
const edit = steps(shell('ls -a'), { do: 'write', file: 'greeting.txt', text: 'hello from the scripted model\n' }, edited);

/** What fits and what does not fit the schema of the tests: `{decision: 'retry' | 'stop', reason: string}`. */
export const goodValue = { decision: 'retry', reason: 'The test is flaky.' };
const badValue = { decision: 'perhaps', reason: 7 };

/** A bare `sleep` is refused by claude-code. */
const slowly = 'for each in 1 2 3; do sleep 1; done; echo done > slow.txt';

const answerInSchema = steps({ do: 'value', value: goodValue }, say('I have answered.'));

const fenced = (value: unknown): Move => say(`Here is my answer.\n\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\n`);

const namesOfEnvironment = "env -0 | cut -z -d= -f1 | sort -z | tr '\\0' '\\n' > environment.txt";
const keys = '"$ANTHROPIC_API_KEY" "$CODEX_API_KEY" "$OPENAI_API_KEY" "$BG_KEY" "$BGAGENT_MODEL_KEY"';

export const question = 'Which colour shall the greeting have?';
const answerMarker = /\[\[answer:(?<colour>[a-z]+)\]\]/;

/** Asks at first; told an answer, wherever in the conversation it stands, it writes it down. */
const ask: Scenario = ({ spoken, step }) => {
  const colour = spoken.map((text) => answerMarker.exec(text)?.groups?.['colour']).findLast(Boolean);
  if (colour !== undefined) {
    return steps(
      shell(`printf 'a greeting in %s\\n' ${colour} > greeting.txt`),
      say(`Greet in ${colour}\n\nAs the answer asked for.`),
    )({
      ...{ spoken, step, model: '' },
      options: new Map(),
    });
  }
  if (step > 0) return say('I have asked a question and wait for the answer.');
  return shell(`printf '%s' '${JSON.stringify({ question })}' > "$BGAGENT_RESULT"`);
};

const resultOf = {
  outcome: 'changed',
  pr_title: 'A title from the result file',
  summary: 'A summary from the result file',
  result: { answer: '42' },
};

const outside = ({ options }: Scene): string => {
  const file = options.get('path') ?? '/tmp/bgagent-outside.txt';
  const tries = [
    `echo out > '${file}'`,
    'echo out > ../outside.txt',
    'echo out > "$HOME/outside.txt"',
    'echo out > /etc/bgagent-outside',
  ];
  return tries.map((attempt) => `(${attempt}) 2>&1`).join('; ');
};

/** In a step of its own, because claude-code itself refuses commands that write there. */
const dotGit = [
  "printf '[core]\\n\\thooksPath = hooks-of-the-agent\\n\\tfsmonitor = touch fsmonitor-ran\\n' >> .git/config",
  'printf \'#!/bin/sh\\ntouch "$PWD/hook-ran"\\n\' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit',
].join('; ');

const flood = ({ options }: Scene): Move =>
  say(`A flood\n\n${'all work and no play '.repeat(Number(options.get('times') ?? 50_000))}`);

/** The first models of `refuse=a,b` have no capacity; any other answers. */
const busyBefore =
  (play: Scenario): Scenario =>
  (scene) =>
    (scene.options.get('refuse') ?? '').split(',').includes(scene.model)
      ? refuse(529, 'overloaded_error', 'Overloaded: this model has no capacity now.')
      : play(scene);

const scenarios: Readonly<Record<string, Scenario>> = {
  edit,
  say: always(say('Nothing to do\n\nThe folder is as it should be.')),
  loop: ({ step }) => shell(`echo step ${step}`),
  slow: always(shell('tail -f /dev/null')),
  hang: always({ do: 'hang' }),
  400: always(refuse(400, 'invalid_request_error', 'The request is not valid, says the scripted model.')),
  401: always(refuse(401, 'authentication_error', 'The key is not valid, says the scripted model.')),
  403: always(refuse(403, 'permission_error', 'The key may not use this model, says the scripted model.')),
  404: always(refuse(404, 'not_found_error', 'There is no such model, says the scripted model.')),
  429: always(refuse(429, 'rate_limit_error', 'Too many requests, says the scripted model.', 1)),
  quota: always(refuse(429, 'insufficient_quota', 'You exceeded your current quota, says the scripted model.')),
  500: always(refuse(500, 'api_error', 'An internal error, says the scripted model.')),
  529: always(refuse(529, 'overloaded_error', 'Overloaded, says the scripted model.')),
  garbage: always({ do: 'garbage' }),
  nothing: always({ do: 'nothing' }),
  half: always({ do: 'half' }),
  schema: answerInSchema,
  'bad-schema': always({ do: 'value', value: badValue }),
  'never-schema': always(say('I would rather not decide.')),
  fenced: always(fenced(goodValue)),
  /** Bad at first, good once the user has spoken again. */
  mend: ({ spoken, step }) =>
    spoken.length > 1 ? (step > 0 ? say('I have answered.') : { do: 'value', value: goodValue }) : fenced(badValue),
  busy: busyBefore(edit),
  'busy-schema': busyBefore(answerInSchema),
  ask,
  result: steps(shell(`printf '%s' '${JSON.stringify(resultOf)}' > "$BGAGENT_RESULT"; echo x > result.txt`), edited),
  env: steps(shell(namesOfEnvironment), edited),
  secret: steps(shell(`printf '%s\\n' ${keys} > secret.txt`), edited),
  outside: (scene) => steps(shell(outside(scene)), edited)(scene),
  dotgit: steps(shell('echo changed > dotgit.txt'), shell(dotGit), edited),
  flood,
  /** The phases of a fleet (phases.ts). */
  design: steps(shell(designCommand), say('Specify the greetings\n\nA specification and a list of 50 tasks.')),
  analyze: steps(
    shell("printf 'The specification and the tasks fit.\\n' > analysis.md"),
    say('Analyse the greetings\n\nThey fit.'),
  ),
  implement: ({ spoken, step, options }) =>
    step === 0 ? shell(implementCommand(spoken, options)) : say('Write parts of the greeting\n\nThe tasks of one section.'),
  verify: always(say('Greet in 50 parts\n\nEvery part greets; see spec.md.')),
  unmetered: always({ do: 'say', text: 'Nothing to do\n\nThe gateway has counted no tokens.', isUnmetered: true }),
  /** Starts a command in the background, where it can, and says that it is done. */
  background: steps({ do: 'shell', command: slowly, inBackground: true }, edited),
  /** Ends without a word: the last answer is empty. */
  silent: always(say('')),
};
