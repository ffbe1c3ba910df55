/** An API whose fleets decide at once. */
import { durationsSchema } from '../../../contracts/durations.ts';
import type { ApiPorts } from '../../../lambdas/api/api-ports.ts';
import { takeTurn } from '../../../lambdas/fleet-mailbox/take-turn.ts';
import type { Bench } from './bench.ts';

/** The fleet's actor, with nothing behind it, takes a turn for each mail. */
export function withActor(bench: Bench): ApiPorts {
  const nothing = () => Promise.resolve();
  const actor = {
    stores: bench.stores,
    core: bench.core,
    mailbox: { mail: nothing, mailAll: nothing, comeAgain: nothing, remove: nothing, deadLetter: nothing },
    timers: { wakeLater: nothing },
    bus: { publishTaskStatus: nothing, publishFleetEvent: nothing },
    workflow: { startRun: nothing, runStatus: () => Promise.resolve('running' as const) },
    tokens: { answer: nothing },
    clockAndIds: bench.ports.clockAndIds,
    after: () => new AbortController().signal,
    durations: durationsSchema.parse({}),
    onEffectFailed: () => undefined,
    onFinished: () => undefined,
    onTurn: () => undefined,
    onMailFailed: () => undefined,
  };
  return { ...bench.ports, mailbox: { mail: (look) => takeTurn(actor, look.fleet_id, [look]) } };
}
