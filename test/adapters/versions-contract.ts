/** The contract of all stores on versions: they refuse items that newer code wrote, and leave them as they are. */
import { ulid } from 'ulid';
import type { FleetStores } from '../../adapters/ports.ts';
import type { TaskEventStore, TaskStore } from '../../adapters/task-stores.ts';
import type { AttemptOutcome } from '../../contracts/fleet-records.ts';
import {
  daySpendId,
  forgeBucketId,
  heartbeatId,
  keyClaimId,
  claimKey,
  commandKey,
  idempotencyKey,
  ledgerKey,
  logKey,
  outputPartId,
  rawOutputPartId,
  taskDiffPartId,
  specKey,
  targetKey,
  teamFleetKey,
  tokenKey,
  userSlotsId,
} from '../../contracts/keys.ts';
import { NewerVersion, versions } from '../../contracts/versions.ts';
import { submit } from '../lambdas/fleet-parts.ts';
import { makeTask } from './task/task-row.ts';
import { takeHold } from '../../tasks/take-hold.ts';

export interface Versioned {
  /** Writes `v` into an item that is there. */
  readonly setVersion: (key: Readonly<Record<string, string>>, v: number) => Promise<void>;
}

const outcome: AttemptOutcome = {
  status: 'FAILED',
  trigger: 'initial',
  task_id: null,
  outcome: null,
  failure: null,
  pr_url: null,
  branch: null,
  cost_usd: 0,
  started_at: null,
  finished_at: null,
  duration_s: null,
};

const refused = async (...works: (() => Promise<unknown>)[]): Promise<void> => {
  for (const work of works) await expect(work()).rejects.toBeInstanceOf(NewerVersion);
};

export function fleetVersionsContract(name: string, make: () => Versioned & { readonly stores: FleetStores }): void {
  describe(`versions of the items of a fleet: ${name}`, () => {
    const now = Date.now();
    const verdict = { result: 'applied', code: null, message: null } as const;
    const commandOf = (fleet_id: string) => ({
      ...({ command_id: ulid(), fleet_id, kind: 'cancel', actor: 'ann', reason: null, at: now } as const),
      ...{ generation: 1, expect_revision: null, verdict: null },
    });
    const entry = { seq: 1, at: now, actor: { kind: 'system' as const }, action: 'launched', reason: 'r', counts: {} };

    test('a newer ledger is neither read nor written, and says what it is', async () => {
      const { stores, setVersion } = make();
      const ledger = await submit(stores, 3);
      await setVersion(ledgerKey(ledger.fleetId), versions.ledger + 1);
      await refused(() => stores.ledgers.getLedger(ledger.fleetId));
      await expect(stores.ledgers.getLedger(ledger.fleetId)).rejects.toThrow(
        new RegExp(
          `^The ledger FLEET#${ledger.fleetId}/LEDGER has version ${versions.ledger + 1}, newer than version ${versions.ledger} .* left as it is`,
        ),
      );
      expect(await stores.ledgers.putLedgerAtVersion({ ...ledger, revision: 9 })).toBe(false);
      expect(await stores.ledgers.putLedgerIfAbsent(ledger)).toBe(false);
      await setVersion(ledgerKey(ledger.fleetId), versions.ledger);
      expect(await stores.ledgers.getLedger(ledger.fleetId)).toEqual(ledger);
    });

    test('a newer target is neither read nor written', async () => {
      const { stores, setVersion } = make();
      const { fleetId } = await submit(stores, 3);
      const before = await stores.targets.getTargets(fleetId, [0]);
      await setVersion(targetKey(fleetId, 0), 2);
      await refused(
        () => stores.targets.getTargets(fleetId, [1, 0]),
        () => stores.targets.recordCreated(fleetId, 0, 1, { task_id: ulid() }),
        () => stores.targets.recordOutcome(fleetId, 0, 1, outcome),
        () => stores.targets.recordAnswer(fleetId, 0, 1, { command_id: ulid(), text: 'x' }),
        () => stores.targets.recordSteering(fleetId, 0, 1, { command_id: ulid(), text: 'x', actor: 'ann', at: 1 }),
        () => stores.targets.keepOutcome(fleetId, 0, 1, outcome),
        () => stores.targets.keepPublished(fleetId, 0, 1, outcome),
      );
      expect(await stores.targets.getTargets(fleetId, [1])).toHaveLength(1);
      await setVersion(targetKey(fleetId, 0), 1);
      expect(await stores.targets.getTargets(fleetId, [0])).toEqual(before);
    });

    test('so are a spec, a command, an entry of the log, a parked token, a key, a claim and a fleet of a team', async () => {
      const { stores, setVersion } = make();
      const { fleetId } = await submit(stores, 3);
      const [command, turn] = [
        commandOf(fleetId),
        { run: 1, entered: new Date(now).toISOString(), retry: 0, token: 'a', parkedAt: now },
      ];
      const key = { owner: 'ann', key: ulid(), resourceId: fleetId, bodyHash: 'h', leaseUntil: now };
      await stores.commands.putCommandIfAbsent(command);
      await stores.log.putLogEntry(fleetId, entry);
      await stores.tokens.parkUnlessNewer(fleetId, 0, turn);
      await stores.keys.putKeyIfAbsent(key);
      const claim = { repo: `acme/${ulid()}`, fleetId, generation: 1, takeId: ulid(), takenAt: now };
      await stores.claims.takeUnlessHeld(claim);
      const team = ulid();
      await stores.teams.putTeams(fleetId, [team], now);
      const all = [
        specKey(fleetId),
        commandKey(fleetId, command.command_id),
        logKey(fleetId, 1),
        tokenKey(fleetId, 0),
        idempotencyKey('ann', key.key),
        claimKey(claim.repo),
        teamFleetKey(team, fleetId),
      ];
      for (const each of all) await setVersion(each, 2);
      await refused(
        () => stores.specs.getSpec(fleetId),
        () => stores.commands.getCommand(fleetId, command.command_id),
        () => stores.commands.listPendingCommands(fleetId),
        () => stores.commands.recordVerdict(fleetId, command.command_id, verdict),
        () => stores.log.listLog(fleetId, { limit: 10 }),
        () => stores.log.putLogEntry(fleetId, { ...entry, reason: 'other' }),
        () => stores.tokens.getTokens(fleetId, [0]),
        () => stores.tokens.parkUnlessNewer(fleetId, 0, { ...turn, run: 2, token: 'b' }),
        () => stores.keys.getKey('ann', key.key),
        () => stores.keys.putKeyIfAbsent(key),
        () => stores.claims.getClaim(claim.repo),
        () => stores.teams.listFleetsOfTeam(team, { limit: 10 }),
        () => stores.teams.putTeams(fleetId, [team], now),
      );
      expect(await stores.claims.takeUnlessHeld(claim)).toBe(false);
      expect(await stores.claims.takeOver(claim, claim)).toBe(false);
      await stores.claims.giveBack(claim);
      await stores.claims.release(claim.repo, fleetId, 1);
      expect(await stores.keys.takeKeyIfLease({ ...key, leaseUntil: now + 1 }, now)).toBe(false);
      for (const each of all) await setVersion(each, 1);
      expect(await stores.commands.listPendingCommands(fleetId)).toEqual([command]);
      expect((await stores.log.listLog(fleetId, { limit: 10 })).items).toEqual([entry]);
      expect(await stores.tokens.getTokens(fleetId, [0])).toEqual(new Map([[0, turn]]));
      expect(await stores.keys.getKey('ann', key.key)).toEqual(key);
      expect(await stores.claims.getClaim(claim.repo)).toEqual(claim);
      expect((await stores.teams.listFleetsOfTeam(team, { limit: 10 })).items).toEqual([fleetId]);
    });
  });
}

export function taskVersionsContract(name: string, make: () => Versioned & { readonly tasks: TaskStore }): void {
  describe(`versions of the items of tasks: ${name}`, () => {
    test('a newer task is neither read, taken, held, nor moved', async () => {
      const { tasks, setVersion } = make();
      const now = Date.now();
      const row = await makeTask({ userId: ulid() });
      const { task_id: id } = row;
      await tasks.putTaskIfAbsent(row);
      const taken = await takeHold(tasks, id, { workerId: 'w', now, leaseUntil: now + 1_000 });
      await setVersion({ task_id: id }, versions.task + 1);
      await refused(
        () => tasks.getTask(id),
        () => tasks.getTaskOfLate(id),
        () => tasks.getTasks([id]),
        () => takeHold(tasks, id, { workerId: 'x', now: now + 2_000, leaseUntil: now + 9_000 }),
        () => tasks.moveTaskIfStatus(id, { from: ['HYDRATING'], to: 'CANCELLED', now }),
        () => tasks.listTasksOfUser(row.user_id, { limit: 10 }),
      );
      expect(await tasks.beginHoldIfHigher({ ...row, status: 'HYDRATING' }, { holdNumber: 2, now })).toBeUndefined();
      expect(await tasks.putTaskIfAbsent(row)).toBe(false);
      await setVersion({ task_id: id }, versions.task);
      expect(await tasks.getTask(id)).toEqual(taken?.row);
    });

    test('a newer task notes no wait', async () => {
      const { tasks, setVersion } = make();
      const row = await makeTask();
      const key = { task_id: row.task_id };
      await tasks.putTaskIfAbsent(row);
      const wait = { host: 'a.example', until: row.created_at, every_s: 1, bucket: 'b', writes: 1 };
      await setVersion(key, versions.task + 1);
      expect(await tasks.waitForForgeIf(row, wait, 1)).toBeUndefined();
      await setVersion(key, versions.task);
      expect(await tasks.waitForForgeIf(row, wait, 1)).toBeDefined();
    });

    test('a newer heartbeat is neither read nor written', async () => {
      const { tasks, setVersion } = make();
      const [id, now] = [ulid(), Date.now()];
      const hold = { holdNumber: 1, workerId: 'w', now, leaseUntil: now + 1_000, before: undefined };
      await tasks.takeLeaseIfFree(id, hold);
      const beats = await tasks.getHeartbeats([id]);
      await setVersion({ task_id: heartbeatId(id) }, 2);
      await refused(
        () => tasks.getHeartbeats([id]),
        () => tasks.getTaskAndHeartbeat(id),
      );
      const next = { ...hold, holdNumber: 2, before: 1, now: now + 2_000 };
      expect(await tasks.takeLeaseIfFree(id, next)).toBe(false);
      expect(await tasks.renewLeaseOfHold(id, 1, { until: now + 9_000 })).toBe(false);
      expect(await tasks.endLeaseOfHold(id, hold)).toBe(false);
      await setVersion({ task_id: heartbeatId(id) }, 1);
      expect(await tasks.getHeartbeats([id])).toEqual(beats);
    });

    test('a newer forge bucket is neither read nor written', async () => {
      const { tasks, setVersion } = make();
      const bucket = forgeBucketId('git.acme.example', ulid());
      await tasks.closeForge(bucket, 1_000);
      const read = await tasks.getForgeBucket(bucket);
      await setVersion({ task_id: bucket }, 2);
      await refused(() => tasks.getForgeBucket(bucket));
      expect(await tasks.putForgeBookingsIf(bucket, read, new Map([[1, 1]]))).toBe(false);
      await tasks.closeForge(bucket, 2_000);
      await setVersion({ task_id: bucket }, 1);
      expect(await tasks.getForgeBucket(bucket)).toEqual(read);
    });

    test('a newer spend of a day is neither read nor written', async () => {
      const { tasks, setVersion } = make();
      const of = { userId: ulid(), day: '2026-11-05' };
      const reserve = { name: 'a', micro: 1, read: undefined, limit: 9, most: 9 };
      await tasks.reserveIfWithin(of, reserve);
      const read = await tasks.getDaySpend(of);
      await setVersion({ task_id: daySpendId(of.userId, of.day) }, 2);
      await refused(() => tasks.getDaySpend(of));
      expect(await tasks.reserveIfWithin(of, { ...reserve, name: 'b' })).toBe(false);
      expect(await tasks.chargeReserveIf(of, { name: 'a', was: 1, counts: 0 })).toBe(false);
      await tasks.closeDaySpendIfNoReserve(of);
      await setVersion({ task_id: daySpendId(of.userId, of.day) }, 1);
      expect(await tasks.getDaySpend(of)).toEqual(read);
    });

    test('so are the key claim and the slots of a user', async () => {
      const { tasks, setVersion } = make();
      const [key, userId, taskId] = [ulid(), ulid(), ulid()];
      const place = { userId, taskId, lane: 'tasks' };
      await tasks.putKeyClaimIfAbsent(key, { userId, taskId });
      await tasks.takeUserSlotIfBelow(place, 2);
      const standing = await tasks.getUserStanding(userId);
      const all = [{ task_id: keyClaimId(key) }, { task_id: userSlotsId(userId) }];
      for (const each of all) await setVersion(each, 2);
      await refused(
        () => tasks.getKeyClaim(key),
        () => tasks.putKeyClaimIfAbsent(key, { userId, closed: true }),
        () => tasks.getUserStanding(userId),
      );
      await tasks.releaseUserSlot(place);
      await tasks.noteWaitingLane(userId, 'tasks', 1);
      expect(await tasks.takeUserSlotIfBelow({ ...place, taskId: ulid() }, 2)).toBe(false);
      for (const each of all) await setVersion(each, 1);
      expect(await tasks.getKeyClaim(key)).toEqual({ userId, taskId });
      expect(await tasks.getUserStanding(userId)).toEqual(standing);
    });
  });
}

export function taskEventVersionsContract(name: string, make: () => Versioned & { readonly events: TaskEventStore }): void {
  test(`${name}: newer events and outputs of a task are neither read nor written`, async () => {
    const { events, setVersion } = make();
    const taskId = ulid();
    const event = { event_id: ulid(), event_type: 'task_noted', timestamp: new Date().toISOString(), metadata: {} };
    await events.appendTaskEvent(taskId, event);
    const part = { hold: 1, place: 0, number: 0 };
    await events.putOutputPart(taskId, { ...part, text: 'before' });
    await events.putRawOutputPart(taskId, { ...part, text: 'raw' });
    const diff = { hold: 1, files: [], text: 'before' };
    await events.putDiff(taskId, diff);
    const ids = [event.event_id, outputPartId(1, 0), rawOutputPartId(1, 0), taskDiffPartId(1, 0)];
    const all = ids.map((event_id) => ({ task_id: taskId, event_id }));
    for (const each of all) await setVersion(each, 2);
    await refused(
      () => events.listTaskEvents(taskId, { limit: 10 }),
      () => events.getTaskOutput(taskId),
      () => events.putOutputPart(taskId, { ...part, text: 'after' }),
      () => events.getRawOutput(taskId),
      () => events.putRawOutputPart(taskId, { ...part, text: 'after' }),
      () => events.getDiff(taskId),
      () => events.putDiff(taskId, { ...diff, text: 'after' }),
    );
    for (const each of all) await setVersion(each, 1);
    expect((await events.listTaskEvents(taskId, { limit: 10 })).items).toEqual([event]);
    expect(await events.getTaskOutput(taskId)).toBe('before');
    expect(await events.getRawOutput(taskId)).toBe('raw');
    expect((await events.getDiff(taskId))?.text).toBe('before');
  });
}
