/** What must hold of a fleet of step-fleets.ts when it has ended: of its attempts, their tasks, its branches, its merges and its claims. */
import { ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { tasksOf, wrongHistory } from './check-fleet.ts';
import { insist, waitForEnd } from './fleets.ts';
import { gitIn, pushesTo, targetsOf, until, type Remotes } from './step-fleets.ts';
import type { Stage } from './stage/stage.ts';

/** Of each target: the first step, the build, its heal, the merge. */
const triggers = 'initial step heal step';
const newRef = /^0+$/;

/** Waits for the fleet's end. @throws Error with what does not hold */
export async function checkSteps(stage: Stage, fleetId: string, remotes: Remotes): Promise<void> {
  const { status } = await waitForEnd(stage, fleetId);
  const branches = [...remotes].map(([name, remote]) => wrongBranch(fleetId, name, remote));
  const wrong = [
    ...(status === 'SUCCEEDED' ? [] : [`it is ${status}`]),
    ...(await wrongAttempts(stage, fleetId)),
    ...(await Promise.all(branches)).flat(),
    ...(await wrongLog(stage, fleetId)),
  ];
  if (wrong.length > 0) throw new Error(`fleet ${fleetId}: ${wrong.join('; ')}`);
  // The claims go after the end.
  await until('an end without claims', async () => (await claimsOf(stage, remotes)).length === 0);
}

async function wrongAttempts(stage: Stage, fleetId: string): Promise<string[]> {
  const tasks = await tasksOf(stage, fleetId);
  const targets = await targetsOf(stage, fleetId);
  const known = targets.flatMap(({ attempts }) => attempts.flatMap(({ task_id }) => task_id ?? []));
  const histories = await Promise.all(tasks.map((task) => wrongHistory(stage, task)));
  return [
    ...targets.flatMap(({ path, status, attempts }) => {
      const taken = attempts.map(({ trigger }) => trigger).join(' ');
      return status === 'SUCCEEDED' && taken === triggers ? [] : [`${path} is ${status} after ${taken}`];
    }),
    ...(known.length === triggers.split(' ').length * targets.length ? [] : [`its attempts have ${known.length} tasks`]),
    ...(new Set(known).size === known.length ? [] : ['two attempts have one task']),
    ...tasks.filter(({ task_id }) => !known.includes(task_id)).map(({ task_id }) => `no attempt knows task ${task_id}`),
    ...tasks.filter(({ status }) => !isTaskEnded(status)).map(({ task_id, status }) => `task ${task_id} is ${status}`),
    ...histories.flat(),
  ];
}

/** One branch, from which no attempt removed a commit of another; main is moved once, and has each piece of work once. */
async function wrongBranch(fleetId: string, name: string, remote: string): Promise<string[]> {
  const pushes = await pushesTo(remote);
  const branches = new Set(pushes.map(({ ref }) => ref).filter((ref) => ref.startsWith(`refs/heads/bgagent/${fleetId}/`)));
  const merges = pushes.filter(({ ref }) => ref === 'refs/heads/main').length;
  const lost = await Promise.all(
    pushes.map(async ({ before, after, ref }) => {
      if (newRef.test(before) || (newRef.test(after) && merges === 1)) return [];
      const gone = newRef.test(after)
        ? [before]
        : (await gitIn(remote, 'rev-list', `${after}..${before}`)).split('\n').filter(Boolean);
      const own = newRef.test(after) ? undefined : await attemptOf(remote, after);
      const attempts = await Promise.all(gone.map((commit) => attemptOf(remote, commit)));
      // An attempt whose task is taken up again replaces its own commit, and no other.
      const foreign = attempts.filter((attempt) => attempt === '' || attempt !== own);
      return foreign.map((attempt) => `a push of ${own ?? 'nothing'} to ${ref} removed a commit of ${attempt}`);
    }),
  );
  const files = await Promise.all(
    Object.entries({ first: 'done', half: 'half', both: 'half' }).map(async ([file, content]) => {
      const found = await gitIn(remote, 'show', `main:${file}`).catch(() => 'not there');
      return found === content ? [] : [`${file} on main of ${name} is ${JSON.stringify(found)}`];
    }),
  );
  return [
    ...(branches.size === 1 ? [] : [`${name} has the branches ${[...branches].join(' ')}`]),
    ...(merges === 1 ? [] : [`main of ${name} was moved ${merges} times`]),
    ...[...lost, ...files].flat(),
  ];
}

/** The attempt that made a commit, as its trailer says. Example: `fleet/path#2`. */
const attemptOf = (remote: string, commit: string): Promise<string> =>
  gitIn(remote, 'log', '-1', '--format=%(trailers:key=Bgagent-Target,valueonly,separator=%x20)', commit);

async function wrongLog(stage: Stage, fleet_id: string): Promise<string[]> {
  const log = await insist(() => stage.client.listLog({ params: { fleet_id }, query: { limit: 100 } }));
  const finished = log.filter(({ action }) => action === 'finished').length;
  return [
    ...(log.every(({ seq }, at) => seq === at + 1) ? [] : ['its log has gaps']),
    ...(finished === 1 ? [] : [`its log says ${finished} times that it finished`]),
  ];
}

/** Keys of the claims of these repositories, as the tables have them. */
async function claimsOf(stage: Stage, remotes: Remotes): Promise<string[]> {
  const { tables } = stage;
  if (!tables) throw new Error('no runtime is there');
  const { TableNames = [] } = await tables.send(new ListTablesCommand({}));
  const found = await Promise.all(
    TableNames.map((TableName) => tables.send(new ScanCommand({ TableName, ConsistentRead: true }))),
  );
  const keys = found.flatMap(({ Items = [] }) => Items.map(({ pk }) => pk?.S ?? ''));
  return keys.filter((key) => key.startsWith('CLAIM#') && [...remotes.keys()].some((name) => key.endsWith(`/${name}`)));
}

/** @throws Error where the fleet that runs does not hold them: then their absence at its end shows nothing */
export async function insistClaimed(stage: Stage, remotes: Remotes): Promise<void> {
  const claims = await claimsOf(stage, remotes);
  if (claims.length !== remotes.size) throw new Error(`it holds ${claims.length} claims of ${remotes.size}`);
}
