/** The operations about the service itself. */
import { limits } from '../../contracts/limits.ts';
import { openapiDocument } from '../../contracts/http/openapi.ts';
import type { Operations } from '../../contracts/http/operations.ts';
import { apiVersion, type MeView, type WorkflowView } from '../../contracts/http/service-operations.ts';
import { scopes } from '../../contracts/scopes.ts';
import { workflows } from '../../contracts/workflows.ts';
import { data } from './answer.ts';
import type { Handler } from './request.ts';

export const getHealth: Handler<Operations['getHealth']> = () =>
  Promise.resolve(data(200, { status: 'ok', version: apiVersion }));

export const getOpenapi: Handler<Operations['getOpenapi']> = () =>
  Promise.resolve({ kind: 'document', document: openapiDocument() });

export const getSignIn: Handler<Operations['getSignIn']> = ({ settings }) => Promise.resolve(data(200, settings.signIn));

export const getMe: Handler<Operations['getMe']> = ({ settings }, { caller }) => {
  const me: MeView = {
    user: caller.sub,
    operator: caller.isOperator,
    machine: caller.isMachine,
    groups: [...caller.groups],
    scopes: [...(caller.scopes === 'all' ? scopes : caller.scopes)],
    version: apiVersion,
    agents: settings.agents,
    allow_shell: settings.allowShell,
    caller_verifiers: settings.callerVerifiers,
    limits: {
      targets: limits.targets,
      exclusive_targets: limits.exclusiveTargets,
      user_task_cap: settings.userTaskCap,
    },
  };
  return Promise.resolve(data(200, me));
};

export const listWorkflows: Handler<Operations['listWorkflows']> = ({ settings }) => {
  const items = workflows.map(({ id, version, needsRepo, needsOneOf, readOnly, shell, agent, merges }): WorkflowView => ({
    id,
    version,
    needs_repo: needsRepo,
    needs_one_of: [...needsOneOf],
    read_only: readOnly,
    shell,
    agent,
    merges,
    available: !shell || settings.allowShell,
  }));
  return Promise.resolve({ kind: 'page', items, next: undefined });
};
