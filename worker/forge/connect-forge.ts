/** Connects to the forge of a repository, by the kind that worker.yaml gives it. */
import type { ForgeAccess } from '../git/remote.ts';
import type { Forge } from './forge.ts';
import type { ForgeUse } from './forge-calls.ts';
import { createGiteaForge } from './gitea.ts';
import { createGithubForge } from './github.ts';

const byKind = { github: createGithubForge, gitea: createGiteaForge } as const;

export const connectForge = (access: ForgeAccess, use: ForgeUse): Forge => byKind[access.kind](access, use);
