/** What the item of a target keeps of repositories that share a sandbox. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { FleetStores } from '../../adapters/ports.ts';
import { targetKey } from '../../contracts/keys.ts';
import { limits } from '../../contracts/limits.ts';
import type { RepositoryOutcome } from '../../contracts/shared-repos.ts';
import { maxAttempts, maxAttemptsWithSteps } from '../../core/ledger/ledger-record.ts';
import type { Settlement } from '../../core/turn/facts.ts';
import { attemptKey } from '../../lambdas/fleet-mailbox/read-facts.ts';
import { recordSettlements } from '../../lambdas/fleet-mailbox/record-settlements.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { makeTask } from '../adapters/task/task-row.ts';
import { emptyFleetData, fleetStoresInMemory } from '../twins/fleet-stores-in-memory.ts';
import { listeningPorts, storesOn, submit } from './fleet-parts.ts';

let dynamo: LocalDynamo;
let stores: FleetStores;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
  stores = storesOn(dynamo);
});
afterAll(() => dynamo.stop());

/** Text that cannot be packed well: three bytes a character, any of 20,000. */
const unlike = (length: number): string =>
  Array.from(new Uint16Array(randomBytes(2 * length).buffer.slice(0, 2 * length)), (n) =>
    String.fromCharCode(0x4e00 + (n % 20_000)),
  ).join('');
const hex = (length: number): string => randomBytes(length / 2).toString('hex');

const repositories = Array.from({ length: limits.sharedRepos }, (_, at): RepositoryOutcome => {
  const repo = `${hex(38)}/${at}-${hex(90)}`;
  return {
    ...{ repo, outcome: null, build_passed: false, branch: `bgagent/${hex(26)}/${hex(100)}`, commit: hex(40) },
    ...{ pr_url: `https://github.com/${repo}/pull/${at}`, message: unlike(limits.errorMessage) },
  };
});
const shared_repos = repositories.map(({ repo }) => ({ repo, folder: 'x', verifiers: null, pull_request: null }));

const settled = (attempt: number): Settlement => ({
  ...{ ordinal: 0, attempt, trigger: 'retry', status: 'FAILED', costUsd: 1, durationMs: 1, asks: false },
  failure: { class: 'agent', code: 'PUSH_REJECTED', message: unlike(limits.errorMessage), retryable: false, by: 'user' },
});

test('of 35 failed attempts at 20 repositories all is kept that fits into an item', async () => {
  const ledger = await submit(stores, 1);
  const ports = listeningPorts(stores);
  const row = { ...(await makeTask()), status: 'FAILED' as const, shared_repos, repositories };
  const ends = Array.from({ length: maxAttempts }, (_, before) => settled(before + 1));
  await recordSettlements(ports, ledger, ends, new Map(ends.map((end) => [attemptKey(end), row])));
  const [target] = await stores.targets.getTargets(ledger.fleetId, [0]);
  const kept = ends.map(({ attempt }) => target?.outcomes[String(attempt)]?.repositories ?? []);
  expect(kept.map((list) => list.map(({ repo, commit }) => [repo, commit]))).toEqual(
    ends.map(() => repositories.map(({ repo, commit }) => [repo, commit])),
  );
  const lengths = kept.map((list) => new Set(list.map(({ message }) => message?.length)));
  expect([lengths[0], lengths[2], lengths[3], lengths[34]]).toEqual([200, 200, 40, 40].map((length) => new Set([length])));
  const Key = targetKey(ledger.fleetId, 0);
  const { Item } = await dynamo.documents.send(new GetCommand({ TableName: 'FleetTable', Key }));
  expect(sizeOf(Item)).toBeLessThan(310_000);
});

test('of 200 attempts all is kept that a review needs, and it fits into an item', async () => {
  const inMemory = fleetStoresInMemory(emptyFleetData());
  const ledger = await submit(inMemory, 1);
  const change = { hash: hex(64), files: 2_000, added: 1_000_000, removed: 1_000_000, bytes: 1_000_000_000, cut: true };
  const row = {
    ...{ ...(await makeTask()), status: 'FAILED' as const, change, failed_verifier: 'x'.repeat(60), commit: hex(40) },
    ...{ step: 'x'.repeat(32), changed: true, session_id: hex(36), agent: 'claude-code', model: 'x'.repeat(30) },
    ...{ pr_url: `https://github.com/${hex(60)}/pull/1`, branch_name: `bgagent/${hex(26)}/${hex(60)}` },
  };
  const ends = Array.from({ length: maxAttemptsWithSteps }, (_, before) => settled(before + 1));
  await recordSettlements(listeningPorts(inMemory), ledger, ends, new Map(ends.map((end) => [attemptKey(end), row])));
  for (let attempt = 1; attempt <= limits.steerings; attempt += 1) {
    const steering = { command_id: ulid(), text: unlike(limits.steering), actor: 'x'.repeat(200), at: 1e12 };
    await inMemory.targets.recordSteering(ledger.fleetId, 0, attempt, steering);
  }
  const [target] = await inMemory.targets.getTargets(ledger.fleetId, [0]);
  const kept = ends.map(({ attempt }) => target?.outcomes[String(attempt)]);
  expect(kept.every((outcome) => outcome?.change?.hash === change.hash && outcome.failed_verifier !== null)).toBe(true);
  expect(sizeOf(target)).toBeLessThan(400_000);
});

test('the branch shows where it was pushed, and not where the work is at a ref of its own', async () => {
  const ledger = await submit(stores, 1);
  const work = (ref: string) => ({ work: [{ repo: 'a/b', ref, commit: hex(40), checks: [] }], pr_title: null, summary: null });
  const row = { ...(await makeTask()), outcome: 'changed' as const, commit: hex(40), branch_name: 'b' };
  const reviewed = { ...row, keep_for_review: true as const };
  const rows = [row, { ...reviewed, kept: work('refs/bgagent/review/b') }, { ...reviewed, kept: work('refs/heads/b') }, reviewed];
  const ends = rows.map((_, at) => settled(at + 1));
  await recordSettlements(
    listeningPorts(stores),
    ledger,
    ends,
    new Map(ends.map((end, at) => [attemptKey(end), rows[at] ?? row])),
  );
  const [target] = await stores.targets.getTargets(ledger.fleetId, [0]);
  expect(ends.map(({ attempt }) => target?.outcomes[String(attempt)]?.branch)).toEqual(['b', null, 'b', null]);
});

/** Bytes that a table counts, roughly: of names, texts, numbers and packed values. */
function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return Buffer.byteLength(String(value));
  return Object.entries(value).reduce((sum, [name, each]) => sum + Buffer.byteLength(name) + sizeOf(each) + 1, 3);
}

test('one message has the room of all, the branch shows where one was pushed, and nothing known keeps nothing', async () => {
  const ledger = await submit(stores, 1);
  const ports = listeningPorts(stores);
  const failed = repositories.map((each, at) => ({
    ...each,
    branch: at === 0 ? 'b' : null,
    message: at === 0 ? each.message : null,
  }));
  const row = { ...(await makeTask()), status: 'FAILED' as const, shared_repos, branch_name: 'bgagent/f/backend' };
  const ends = [settled(1), settled(2), settled(4)];
  const rows = [{ ...row, repositories: failed }, row, { ...row, repositories: failed }];
  await recordSettlements(
    ports,
    ledger,
    ends,
    new Map(ends.flatMap((end, at) => (rows[at] ? [[attemptKey(end), rows[at]]] : []))),
  );
  const [target] = await stores.targets.getTargets(ledger.fleetId, [0]);
  const of = (attempt: number) => target?.outcomes[String(attempt)];
  expect([of(1)?.repositories?.[0]?.message?.length, of(1)?.branch, of(1)?.failure?.message.length]).toEqual([
    limits.errorMessage,
    'bgagent/f/backend',
    limits.errorMessage,
  ]);
  expect([of(2)?.repositories, of(2)?.branch]).toEqual([undefined, null]);
  expect([of(4)?.repositories?.[0]?.message?.length, of(4)?.failure?.message.length]).toEqual([800, 300]);
});
