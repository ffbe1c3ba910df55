/** The columns of `workflows`. */
import type { WorkflowView } from '../../../contracts/http/service-operations.ts';
import type { Rows } from './rows.ts';

export const workflowRows: Rows<WorkflowView> = {
  columns: [
    { title: 'WORKFLOW', value: ({ id }) => id },
    { title: 'ALLOWED', value: ({ available }) => (available ? 'yes' : 'no') },
    { title: 'WORK', value: workOf },
    { title: 'NEEDS', value: (workflow) => needsOf(workflow) },
    { title: 'VERSION', value: ({ version }) => version, wide: true },
  ],
  name: ({ id }) => id,
  none: 'The API has no workflows.',
};

function workOf({ agent, shell, merges, read_only }: WorkflowView): string {
  const work = [agent ? 'an agent' : '', shell ? 'a command' : '', merges ? 'a merge' : ''].filter((text) => text !== '');
  return `${work.join(', ') || '-'}${read_only ? ', pushes nothing' : ''}`;
}

const needsOf = ({ needs_repo, needs_one_of }: WorkflowView): string =>
  [needs_repo ? 'a repository' : '', needs_one_of.join(' or ')].filter((text) => text !== '').join(', ') || '-';
