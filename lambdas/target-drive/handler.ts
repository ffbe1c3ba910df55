/** `target-drive`: one visit of a child of the workflow to its target. Wiring only; see drive.ts. */
import middy from '@middy/core';
import { createTaskTokens } from '../../adapters/fleet/task-tokens.ts';
import { createRepoStore } from '../../adapters/repo/repo-store.ts';
import { createBuiltinTaskCore } from '../../tasks/task-platform.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import { driveInputSchema } from '../../contracts/messages.ts';
import { newerVersion } from '../../contracts/versions.ts';
import { connectFleetStores, connectMailbox, connectTaskPlatform, documents, connectWorkflows } from '../connections.ts';
import { logger, telemetry } from '../telemetry.ts';
import { drive, type DrivePorts } from './drive.ts';

const settings = readEnvironment('target-drive', process.env);
const ports = connect();

export const handler = middy<unknown, undefined>()
  .use(telemetry())
  .handler(async (event) => {
    const newer = newerVersion('drive input', 'of the workflow', event);
    if (newer) throw newer;
    const input = driveInputSchema.parse(event);
    logger.appendKeys({ fleet_id: input.fleet_id, ordinal: input.ordinal, run: input.run });
    await drive(ports, input);
    return undefined;
  });

function connect(): DrivePorts {
  const { userTaskCap, userUsdPerDay, ...platform } = connectTaskPlatform(settings);
  const repos = createRepoStore(documents, { repoTable: settings.REPO_TABLE });
  const allowed = { allowShell: settings.ALLOW_SHELL, callerVerifiers: settings.CALLER_VERIFIERS };
  return {
    stores: connectFleetStores(settings),
    core: createBuiltinTaskCore({ ...platform, repos, settings: { ...allowed, agents: null, userTaskCap, userUsdPerDay } }),
    mailbox: connectMailbox(settings),
    tokens: createTaskTokens(connectWorkflows()),
    clockAndIds: platform.clockAndIds,
    apiUrl: settings.API_URL,
    onEmptyPlaceholders: (of) => {
      logger.warn('Placeholders for results of dependencies stand for nothing.', of);
    },
  };
}
