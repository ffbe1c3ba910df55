/**
 * Performs the effects that the ledger owes. Each may be repeated. An effect that fails, or is not done before the limit, stays owed,
 * and never fails the turn. Services have lanes of their own, so that one that hangs does not keep the effects of others waiting.
 * Tokens are read only here, after the ledger was written: a child that parks its token later reads the new ledger itself.
 */
import pLimit from 'p-limit';
import type { Effect } from '../../core/turn/effects.ts';
import type { Ledger, OwedEvent } from '../../core/ledger/ledger.ts';
import { completionSchema } from '../../contracts/events.ts';
import { fleetTaskKey } from '../../contracts/keys.ts';
import type { ParkedToken } from '../../adapters/ports.ts';
import { underLimit } from '../../adapters/time-limit.ts';
import type { ActorPorts } from './actor-ports.ts';
import { claimedRepos } from '../exclusive-claims.ts';
import { publishEnds } from './publish-ends.ts';

/** Effects at once of each service. */
const effectsAtOnce = 16;

type Service = 'workflow' | 'bus' | 'tables';

/** The service that an effect may have to wait for. */
const serviceOf: Readonly<Record<Effect['kind'], Service>> = {
  ...{ wake: 'workflow', 'start-run': 'workflow' },
  ...{ publish: 'bus', 'publish-ends': 'bus' },
  ...{ log: 'tables', verdict: 'tables', 'close-key': 'tables', 'cancel-task': 'tables', 'release-claims': 'tables' },
};

export interface Performed {
  readonly done: readonly Effect[];
  /** Targets to look at again: their key is closed now, or their task is cancelled. */
  readonly toLookAt: readonly number[];
}

export async function performEffects(
  ports: ActorPorts,
  ledger: Ledger,
  effects: readonly Effect[],
  limit: AbortSignal,
): Promise<Performed> {
  const wakes = effects.flatMap((effect) => (effect.kind === 'wake' ? [effect.ordinal] : []));
  const parked = parkedTokens(ports, { fleetId: ledger.fleetId, ordinals: wakes, limit });
  const lanes = { workflow: pLimit(effectsAtOnce), bus: pLimit(effectsAtOnce), tables: pLimit(effectsAtOnce) };
  const results = await Promise.all(
    effects.map((effect) =>
      lanes[serviceOf[effect.kind]](async () => {
        try {
          await underLimit(limit, 'An effect', () => perform({ ports, ledger, parked }, effect));
          return [effect];
        } catch (error) {
          ports.onEffectFailed(effect.kind, error);
          return [];
        }
      }),
    ),
  );
  const done = results.flat();
  const toLookAt = done.flatMap((effect) =>
    effect.kind === 'close-key' || effect.kind === 'cancel-task' ? [effect.ordinal] : [],
  );
  return { done, toLookAt };
}

type Parked = ReadonlyMap<number, ParkedToken> | undefined;

/** Undefined where the tokens cannot be read now: then the wakes stay owed, and all other effects are performed. */
async function parkedTokens(
  ports: ActorPorts,
  { fleetId, ordinals, limit }: { fleetId: string; ordinals: readonly number[]; limit: AbortSignal },
): Promise<Parked> {
  if (ordinals.length === 0) return undefined;
  try {
    return await underLimit(limit, 'Reading the tokens', () => ports.stores.tokens.getTokens(fleetId, ordinals));
  } catch (error) {
    ports.onEffectFailed('read tokens', error);
    return undefined;
  }
}

interface Scene {
  readonly ports: ActorPorts;
  readonly ledger: Ledger;
  /** Only a wake waits for it. */
  readonly parked: Promise<Parked>;
}

async function perform(scene: Scene, effect: Effect): Promise<void> {
  const { ports, ledger } = scene;
  switch (effect.kind) {
    case 'wake':
      return wake(scene, effect.ordinal, effect.again);
    case 'start-run': {
      const { run, ordinals } = effect;
      return ordinals.length === 0
        ? undefined
        : ports.workflow.startRun(effect.generation, { fleet_id: ledger.fleetId, run, targets: [...ordinals] });
    }
    case 'release-claims':
      return releaseClaims(ports, ledger, effect.generation);
    case 'publish':
      await ports.bus.publishFleetEvent(effect.event.type, effect.event.detail);
      tellCompletion(ports, effect.event);
      return;
    case 'publish-ends':
      return publishEnds(ports, ledger, effect);
    case 'log':
      return ports.stores.log.putLogEntry(ledger.fleetId, logRecordOf(effect.entry));
    case 'verdict': {
      const { commandId, result, code, message, refused } = effect.verdict;
      const more = refused === undefined ? {} : { refused: [...refused] };
      return ports.stores.commands.recordVerdict(ledger.fleetId, commandId, { result, code, message, ...more });
    }
    case 'close-key':
      await closeKey(scene, effect);
      return;
    case 'cancel-task':
      return cancelTask(scene, effect);
  }
}

type LogEntryOwed = Extract<Effect, { kind: 'log' }>['entry'];
const logRecordOf = ({ targets, actor, decisions, ...entry }: LogEntryOwed) => ({
  ...entry,
  ...(decisions ? { decisions: { ...decisions } } : {}),
  actor: { ...actor },
  ...(targets ? { targets: targets.map(([from, to]): [number, number] => [from, to]) } : {}),
});

/** An exclusive fleet has 100 targets at most, so they are read at once. */
async function releaseClaims({ stores }: ActorPorts, { fleetId, statuses }: Ledger, generation: number): Promise<void> {
  const targets = await stores.targets.getTargets(fleetId, [...statuses.keys()]);
  await Promise.all(claimedRepos(targets).map((repo) => stores.claims.release(repo, fleetId, generation)));
}

/** Counts the end of a fleet after each publishing of its event. If the actor dies before it clears the mark, both happen once more. */
function tellCompletion({ onFinished }: ActorPorts, { type, detail }: OwedEvent): void {
  if (type !== 'Fleet Finished') return;
  // An event that older code owes has no completion.
  const completion = completionSchema.safeParse(detail['completion']);
  if (completion.success) onFinished(completion.data);
}

async function wake({ ports, ledger, parked }: Scene, ordinal: number, again: boolean): Promise<void> {
  const tokens = await parked;
  if (!tokens) throw new Error('The parked tokens could not be read');
  const child = tokens.get(ordinal);
  // If no token is parked, a child that comes later reads the ledger itself. So does the child of a run that was started since.
  if (child && child.run <= ledger.run) await ports.tokens.answer(child.token, again);
}

function closeKey({ ports, ledger }: Scene, of: { ordinal: number; attempt: number }, failed = false) {
  const key = fleetTaskKey(ledger.fleetId, of.ordinal, of.attempt);
  return ports.core.closeKey(key, { userId: ledger.owner, failed });
}

/** Closes the key first, so that no task can be created with it any more; then cancels the task that was created with it. */
async function cancelTask(scene: Scene, effect: Extract<Effect, { kind: 'cancel-task' }>): Promise<void> {
  const closed = await closeKey(scene, effect, effect.why === 'failed');
  if ('taskId' in closed) await scene.ports.core.cancelTask(closed.taskId, effect.why);
}
