/** Checks whether the kernel can end every process that a task started. */
import { hasProcessNamespace } from '../../worker/sandbox/process-namespace.ts';
import { type Finding, ok, warning } from './finding.ts';

export function checkNamespace(): Finding {
  const check = 'processes';
  if (hasProcessNamespace()) {
    return ok(check, 'commands run in a process namespace, so every process that they start ends with them');
  }
  return warning(
    check,
    'commands run without a process namespace: a process that changes its session, folder and variables may outlive its task',
    'If that matters, run the worker as root on Linux, best in a container of its own.',
  );
}
