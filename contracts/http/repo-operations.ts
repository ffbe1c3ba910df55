/** The operations on repositories. */
import * as z from 'zod';
import { fleetStatuses } from '../../core/fleet.ts';
import { limits } from '../limits.ts';
import { ulid } from '../messages.ts';
import { bodyErrors, commonErrors, type Operation } from './operation.ts';
import { pageQuery } from './paging.ts';
import { repository, repositoryChanges, repositoryFields } from '../repository.ts';
import { repoImport, repoImportReport } from './repo-import.ts';

const view = repository.meta({ id: 'Repository' });
const oneRepository = repository
  .extend({
    exclusive_fleet: z
      .object({ fleet_id: ulid, status: z.enum(fleetStatuses), preset: z.enum(['phases']).nullable(), yours: z.boolean() })
      .nullable()
      .describe('The exclusive fleet that has the repository now: another one is refused until it has ended. Null: none.'),
  })
  .meta({ id: 'OneRepository' });
export type OneRepository = z.infer<typeof oneRepository>;
const part = z
  .string()
  .max(limits.repoName, `must have at most ${limits.repoName} characters`)
  .regex(/^[a-zA-Z0-9._-]+$/, 'must hold letters, digits, . _ - only');
const ofRepo = z.object({ owner: part, name: part });

export const repoOperations = {
  listRepos: {
    tag: 'repositories',
    method: 'GET',
    path: '/v1/repos',
    summary: 'List onboarded repositories, by owner and name',
    access: 'caller',
    scope: 'any',
    etag: true,
    query: z.object({
      /** `key=value`, or a key alone. */
      tag: z.string().min(1).optional(),
      status: z.enum(['active', 'removed']).optional(),
      q: z.string().min(1).max(200).optional().describe('A text that the name has, in lower or upper case.'),
      ...pageQuery,
    }),
    success: { status: 200, shape: 'list', schema: view, description: 'Repositories.' },
    errors: [...commonErrors, 'VALIDATION_ERROR'],
  },
  getRepo: {
    tag: 'repositories',
    method: 'GET',
    path: '/v1/repos/{owner}/{name}',
    summary: 'Show one repository, and the exclusive fleet that has it now',
    access: 'caller',
    scope: 'any',
    params: ofRepo,
    etag: true,
    success: { status: 200, shape: 'one', schema: oneRepository, description: 'The repository.' },
    errors: [...commonErrors, 'VALIDATION_ERROR', 'REPO_NOT_FOUND'],
  },
  putRepo: {
    tag: 'repositories',
    method: 'PUT',
    path: '/v1/repos/{owner}/{name}',
    summary: 'Onboard a repository, or replace all of its settings: an absent one is unset',
    access: 'operator',
    scope: 'repos:write',
    params: ofRepo,
    body: repositoryFields.meta({ id: 'RepositoryRequest', examples: [{ default_branch: 'main', tags: { team: 'payments' } }] }),
    success: { status: 200, shape: 'one', schema: view, description: 'The repository.' },
    errors: [...commonErrors, ...bodyErrors],
  },
  editRepo: {
    tag: 'repositories',
    method: 'PATCH',
    path: '/v1/repos/{owner}/{name}',
    summary: 'Change settings of a repository: an absent one stays as it is, and null unsets one',
    access: 'operator',
    scope: 'repos:write',
    params: ofRepo,
    body: repositoryChanges.meta({ id: 'RepositoryChanges', examples: [{ build_command: 'make test', tags: { team: null } }] }),
    success: { status: 200, shape: 'one', schema: view, description: 'The repository.' },
    errors: [...commonErrors, ...bodyErrors, 'REPO_NOT_FOUND'],
  },
  importRepos: {
    tag: 'repositories',
    method: 'POST',
    path: '/v1/repos/import',
    summary: 'Onboard and change many repositories at once; the same import again finishes one that was cut off',
    access: 'operator',
    scope: 'repos:write',
    body: repoImport,
    success: { status: 200, shape: 'one', schema: repoImportReport, description: 'What became of each repository.' },
    errors: [...commonErrors, ...bodyErrors],
  },
  removeRepo: {
    tag: 'repositories',
    method: 'DELETE',
    path: '/v1/repos/{owner}/{name}',
    summary: 'Remove a repository: new tasks may not use it',
    access: 'operator',
    scope: 'repos:write',
    params: ofRepo,
    success: { status: 200, shape: 'one', schema: view, description: 'The repository, removed.' },
    errors: [...commonErrors, 'VALIDATION_ERROR', 'REPO_NOT_FOUND'],
  },
} as const satisfies Record<string, Operation>;
