/** Where the work of a task in a repository is done, and what it is asked for. */
import type { Workflow } from '../../contracts/workflows.ts';
import type { Hydrated } from './hydrate.ts';
import type { StepWork } from './step/prepare-step.ts';

export interface Place {
  readonly workflow: Workflow;
  readonly hydrated: Hydrated;
  readonly work: StepWork;
}
