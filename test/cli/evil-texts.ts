/** Texts from elsewhere that try to steer a terminal, as the API may answer them. */
import type { Behaviour } from './contract-server.ts';
import { sampleFleet, sampleTarget, sampleTask } from './samples.ts';

const at = '2026-11-20T10:00:00.000Z';
/** A text that tries to clear the screen, to colour it, to name the window and to move the cursor. */
export const evil = 'x\u001B[2J\u001B[31m\u001B]0;t\u0007\u009B1A\u0008\u202Ey';
/** A character that a terminal obeys, other than a line end or a tab. */
export const instruction = /[\u0000-\u0008\v\f\u000E-\u001F\u007F-\u009F\u202E]/u;
const fleet = sampleFleet({
  title: evil,
  status: 'PAUSED',
  reason: { code: 'user', message: evil, since: at, actor: evil },
  labels: { [evil]: evil },
  waiting: [{ host: evil, count: 2, until: '2999-01-01T00:00:00.000Z' }],
});
const target = sampleTarget({
  path: evil,
  branch: evil,
  waits_for: { host: evil, until: '2999-01-01T00:00:00.000Z' },
  failure: { class: 'agent', code: 'X', message: `${evil}\nmore`, retryable: false, by: 'user' },
});
const summary = { ...fleet, total: 3, counts: {}, known_usd: 0, unknown_cost_count: 0 };
const entry = {
  seq: 1,
  at,
  actor: { kind: 'user', id: evil },
  action: evil,
  targets: [evil],
  target_count: 1,
  ordinals: [[0, 0]],
};
/** The output of a task, with colours of its own and a line that is overwritten. */
export const printed = `${evil}\r\n\u001B[32mgreen\u001B[0m 10%\r20%\n`;
export const answeringEvil: Behaviour = {
  getFleet: () => ({ data: fleet }),
  listTargets: () => ({ data: [target] }),
  listFleets: () => ({ data: [summary] }),
  listLog: () => ({ data: [{ ...entry, attempt: null, reason: evil, counts: {} }] }),
  getTask: () => ({ data: sampleTask({ error_message: evil, branch_name: evil }) }),
  cancelTask: () => ({ error: { code: 'INVALID_STATE', message: evil, details: [{ path: evil, code: 'X', message: evil }] } }),
  getTaskOutput: () => ({ text: printed }),
};
