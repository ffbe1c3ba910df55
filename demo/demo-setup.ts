/** The setup that every chapter of the demo works with, and the names of its repositories. */
import { join } from 'node:path';
import type { Bgagent } from './bgagent.ts';
import { company } from './company.ts';
import type { Workspace } from './workspace.ts';

export interface DemoSetup {
  readonly workspace: Workspace;
  /** Aborted when the demo has to end early. */
  readonly signal: AbortSignal;
  readonly bgagent: Bgagent;
}

export const repoOf = (service: string): string => `${company}/${service}`;

/** Path of a service's bare repository, relative to the workspace, where the commands run. */
export const gitFolderOf = (service: string): string => `git/${repoOf(service)}.git`;

export const remoteOf = ({ folder }: Workspace, service: string): string => join(folder, gitFolderOf(service));

/** Most processes that the demo runs at the same time when it needs one per service. */
export const atOnce = 4;
