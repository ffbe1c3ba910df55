import { hasProcessNamespace } from '../../worker/sandbox/process-namespace.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Whether what a command starts surely ends with it. */
export function checkNamespace(): Finding {
  const check = 'processes';
  if (hasProcessNamespace()) return ok(check, 'commands run in a process namespace: nothing that they start outlives them');
  return warning(
    check,
    'no process namespace for commands: a process that leaves its session, folder and variables may outlive its task',
    'Run the worker as root on Linux, in a container of its own above all, where that matters.',
  );
}
