/** What happens to a world from the outside: a fleet is submitted, commands come, things break, and one day nothing breaks any more. */
import { submitBody } from '../../contracts/http/submit.ts';
import type { ApiPorts } from '../../lambdas/api/api-ports.ts';
import { submitFleet } from '../../lambdas/api/fleets/submit/submit-fleet.ts';
import type { ApiRequest } from '../../lambdas/api/request.ts';
import type { Operations } from '../../contracts/http/operations.ts';
import { caller, pages, statusOf } from './commands.ts';
import { planDaySpenders } from './day-spenders.ts';
import { planPeople } from './people.ts';
import { planReviewers } from './reviewers.ts';
import { planSpenders } from './spenders.ts';
import { planSteppers } from './steppers.ts';
import { repositories } from './world-settings.ts';
import type { World } from './world.ts';

export function planWhatHappens(world: World): void {
  const { random, settings, scheduler } = world;
  const endMs = settings.faultySeconds * 1_000;
  const sometime = (share: number): number => random.next() * endMs * share;
  world.startClock();
  scheduler.at(
    0,
    () => {
      submitUntilAccepted(world);
    },
    true,
  );
  planPeople(world, sometime);
  planSpenders(world);
  planSteppers(world);
  planDaySpenders(world);
  planReviewers(world);
  if (settings.isCalm) watchUnreadFacts(world);
  if (!settings.isCalm) planFaults(world, sometime);
  scheduler.at(
    endMs,
    () => {
      world.endFaults();
    },
    true,
  );
}

/** Where nothing but facts fails, commands are judged while they do. */
function watchUnreadFacts(world: World): void {
  const { unreadFacts, scheduler, fleets } = world;
  const { period } = unreadFacts;
  if (!period) return;
  const check = (): void => {
    const commands = [...fleets.commands.values()].flatMap((ofFleet) => [...ofFleet.values()]);
    const late = unreadFacts.overdue(commands, world.elapsedS, scheduler.now);
    if (late) world.violation(`command ${late.command_id} (${late.kind}) has no verdict although only facts cannot be read`);
    if (world.elapsedS < period.to) scheduler.at(5_000, check, true);
  };
  scheduler.at(period.from * 1_000, check, true);
}

function planFaults(world: World, sometime: (share: number) => number): void {
  const { random, settings, scheduler } = world;
  const plan = (times: number, happen: () => void): void => {
    for (let n = 0; n < times; n++) {
      scheduler.at(
        sometime(1),
        () => {
          if (world.hasFaults) happen();
        },
        true,
      );
    }
  };
  if (settings.isEmbedded) {
    plan(random.of([1, 2, 4]), () => {
      world.kill();
    });
  }
  plan(random.of([0, 0, 2]), () => {
    world.coreDownUntil = scheduler.now + random.of([300, 5_000]) * 1_000;
  });
  plan(random.of([0, 0, 1]), () => {
    world.taskMessages.downUntil = scheduler.now + random.of([600, 4_000]) * 1_000;
  });
  plan(random.of([0, 0, 2]), () => {
    world.machine.abortOne();
  });
}

/** A client asks again with the same key until it was told that its fleet is accepted, and now and then once more. */
function submitUntilAccepted(world: World): void {
  const { random, scheduler } = world;
  let answered = false;
  const again = (withinMs: number): void => {
    scheduler.at(
      random.next() * withinMs,
      () => {
        submitUntilAccepted(world);
      },
      true,
    );
  };
  world.functions.api('submit', submit(world), (status) => {
    answered = true;
    if (status !== 202) again(10_000);
    else if (random.chance(0.2)) again(300_000);
  });
  // Its connection may be gone with what it was connected to; or it is impatient.
  scheduler.at(
    60_000 + random.next() * 60_000,
    () => {
      if (!answered) submitUntilAccepted(world);
    },
    true,
  );
  if (world.hasFaults && random.chance(0.1)) world.functions.api('submit too', submit(world), () => undefined);
}

/** Only the work of an agent is paid for. */
const workOf = ({ spending, stepping, dayLimit, reviewing }: World['settings']): object =>
  spending || stepping || dayLimit || reviewing
    ? {
        ...{ workflow_ref: 'coding/new-task-v1', task_description: 'Do it.', budget: spending?.budget, ...stepping?.body },
        ...(reviewing && { publish: 'review' }),
      }
    : { workflow_ref: 'shell/run-v1', params: { command: 'true' } };

function submit({ settings }: World) {
  const body = submitBody.parse({
    ...workOf(settings),
    targets: repositories(settings.targets),
    failure: null,
    max_concurrency: settings.cap,
    auto_retry: { max: settings.autoRetryMax },
    timeout_s: 600,
    ...settings.steering?.body,
    ...settings.order,
  });
  return async (ports: ApiPorts): Promise<number> => {
    const request: ApiRequest<Operations['submitFleet']> = {
      ...{ params: undefined, query: undefined, body, caller, requestId: 'r', idempotencyKey: 'one', ifNoneMatch: undefined },
      ...{ method: 'POST', path: '/v1/fleets', pages },
    };
    return statusOf(await submitFleet(ports, request));
  };
}
