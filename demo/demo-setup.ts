import { join } from 'node:path';
import type { Bgagent } from './bgagent.ts';
import { company } from './company.ts';
import type { Workspace } from './workspace.ts';

/** What every chapter has at hand. */
export interface DemoSetup {
  readonly workspace: Workspace;
  /** Aborted when the demo is to end early. */
  readonly signal: AbortSignal;
  readonly bgagent: Bgagent;
}

export const repoOf = (service: string): string => `${company}/${service}`;

/** Folder of a service's bare repository, seen from the workspace; commands run there. */
export const gitFolderOf = (service: string): string => `git/${repoOf(service)}.git`;

export const remoteOf = ({ folder }: Workspace, service: string): string => join(folder, gitFolderOf(service));

/** Processes that are started at the same time, where there are twelve of a kind. */
export const atOnce = 4;
