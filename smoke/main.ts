/**
 * `npm run smoke -- --stage X`: deploys a stage, does with it what its users do, tells what it saw, and takes it down if asked. With
 * a worker on this machine no model is asked anything; the workers of the stage cost what their agents cost.
 * Exit codes: 0 all is as it must be · 1 something is wrong · 2 wrong arguments.
 */
import { parseArgs } from 'node:util';
import { messageOf } from '../core/text/message-of-error.ts';
import { defaultStage, settingsFor } from '../lib/config.ts';
import { bgagentAt } from './bgagent.ts';
import { deploy, destroy } from './deploy.ts';
import { Sights } from './seen.ts';
import { machineToken } from './sign-in.ts';
import { findStage, type Stage } from './stage.ts';
import { startStandIn, workersOfStage, type Workshop } from './workshop.ts';
import type { Setting, Step } from './steps/step.ts';
import { steps } from './steps/steps.ts';

const usage = `Usage: npm run smoke -- [--stage NAME] [--parameter NAME=VALUE…] [--repo OWNER/NAME…] [--deployed] [--destroy] [--api-url URL] [--app FOLDER] [--json]

  --stage NAME            stage of lib/config.ts (${defaultStage})
  --parameter NAME=VALUE  parameter of the service stack, such as AuthIssuer=https://…; repeatable
  --repo OWNER/NAME       let the stage's own workers do the work on these onboarded repositories, three of them, which costs what
                          an agent costs; without it a worker on this machine works on folders, and asks no model
  --deployed              test what is deployed, and deploy nothing
  --destroy               take the stage down at the end; a stage that retains its data keeps its tables
  --api-url URL           where to ask the API, if not at the address that the stack tells
  --app FOLDER            deploy a cloud assembly instead of synthesizing the app
  --json                  print what was seen as JSON at the end, on standard output; all else goes to standard error

It uses the AWS credentials and region of the environment. It signs in as the machine client that BGAGENT_CLIENT_ID and
BGAGENT_CLIENT_SECRET name, else with what "bgagent login" stored for the API. The test needs git, and the right to read the
stacks, to use the tables, queues and topic, and to set an alarm.`;

interface Options {
  readonly stage: string;
  readonly parameters: readonly string[];
  readonly repositories: readonly string[];
  readonly deployed: boolean;
  readonly destroy: boolean;
  readonly apiUrl: string | undefined;
  readonly app: string | undefined;
  readonly json: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string', default: defaultStage },
      parameter: { type: 'string', multiple: true, default: [] },
      repo: { type: 'string', multiple: true, default: [] },
      deployed: { type: 'boolean', default: false },
      destroy: { type: 'boolean', default: false },
      'api-url': { type: 'string' },
      app: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const { workers } = settingsFor(values.stage);
  if (workers.kind !== 'none' && values.repo.length !== 3) throw new Error(ownWorkers(values.stage));
  if (workers.kind === 'none' && values.repo.length > 0) {
    throw new Error(`the stage ${values.stage} has no workers of its own: leave --repo out`);
  }
  const wrong = values.parameter.find((each) => !/^\w+=/.test(each));
  if (wrong !== undefined) throw new Error(`--parameter must be NAME=VALUE, and is ${wrong}`);
  const { stage, parameter: parameters, repo: repositories, deployed, destroy: destroying, app, json } = values;
  return { stage, parameters, repositories, deployed, destroy: destroying, apiUrl: values['api-url'], app, json };
}

const ownWorkers = (stage: string): string =>
  `the stage ${stage} has workers of its own, which would take the tasks: name three onboarded repositories with --repo`;

const workshopOf = (stage: Stage, { repositories }: Options): Promise<Workshop> =>
  repositories.length === 0 ? startStandIn(stage, Date.now().toString(36)) : Promise.resolve(workersOfStage(repositories));

function optionsOrUsage(): Options {
  try {
    return readOptions();
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${usage}`);
    process.exit(2);
  }
}

/** An emulator is told by the variable that leads the SDKs to it. */
const isEmulated = process.env['AWS_ENDPOINT_URL'] !== undefined;

async function see(step: Step, setting: Setting, sights: Sights): Promise<void> {
  const { what, onlyLive } = step;
  if (isEmulated && onlyLive !== undefined) {
    sights.add({ what, outcome: 'only live', said: onlyLive });
    return;
  }
  try {
    sights.add({ what, outcome: 'seen', said: await step.run(setting) });
  } catch (error) {
    sights.add({ what, outcome: 'wrong', said: messageOf(error) });
  }
}

async function trySteps(options: Options, sights: Sights): Promise<void> {
  const stage = await findStage(options.stage, options.apiUrl);
  const token = await machineToken(stage.apiUrl, process.env);
  const bgagent = bgagentAt(stage.apiUrl, token);
  const workshop = await workshopOf(stage, options);
  try {
    const setting: Setting = { stage, bgagent, token, workshop, notes: { fleets: [] } };
    for (const step of steps) await see(step, setting, sights);
    // What a step that failed has left would wait for ever. A fleet that ended refuses the cancel.
    for (const fleet of setting.notes.fleets) {
      await bgagent.run(['fleet', 'cancel', fleet, '--yes']).catch(() => undefined);
    }
    for (const repo of workshop.cloneUrls?.keys() ?? []) {
      await bgagent.run(['repo', 'remove', repo]).catch(() => undefined);
    }
  } finally {
    await workshop.close();
  }
}

async function smoke(options: Options): Promise<Sights> {
  const sights = new Sights((line) => {
    if (options.json) console.error(line);
    else console.log(line);
  });
  const record = async (what: string, said: string, act: () => Promise<void>): Promise<boolean> => {
    try {
      await act();
      if (said !== '') sights.add({ what, outcome: 'seen', said });
      return true;
    } catch (error) {
      sights.add({ what, outcome: 'wrong', said: messageOf(error) });
      return false;
    }
  };
  const isThere =
    options.deployed || (await record('Deployment', `the stage ${options.stage} is deployed`, () => deploy(options)));
  if (isThere) await record('The test', '', () => trySteps(options, sights));
  if (options.destroy) await record('Teardown', `the stage ${options.stage} is taken down`, () => destroy(options));
  return sights;
}

const options = optionsOrUsage();
const sights = await smoke(options);
if (options.json) console.log(JSON.stringify(sights.list(), null, 2));
else console.log(`\n${sights.summary()}`);
process.exitCode = sights.isWrong() ? 1 : 0;
