/**
 * The arguments of bubblewrap for one command: what it shows, hides and takes away. Mounts are made in their order, so a later one may
 * show something within a place that an earlier one hides.
 */
import type { Mount } from './mounts.ts';
import type { Places } from './places.ts';
import { isInOneOf } from './real-path.ts';

export interface View {
  readonly places: Places;
  /** Sockets of other programs that lie in no hidden place. */
  readonly sockets: readonly string[];
  readonly mounts: readonly Mount[];
  readonly workingFolder: string;
  /** Whether the command is in a network namespace already. Otherwise it gets one that leads nowhere. */
  readonly hasNetwork: boolean;
  /** File descriptor with a filter for system calls; undefined: there is none. */
  readonly filterDescriptor: number | undefined;
  /** Arguments for a user namespace; empty: the others are made without one. */
  readonly userArguments: readonly string[];
}

/** All that stands between the program `bwrap` and the command. */
export function bubblewrapArguments({ places, mounts, ...view }: View): string[] {
  const isMounted = (path: string): boolean => mounts.some(({ at }) => at === path);
  const emptied = [
    ...places.hidden.filter((path) => !isMounted(path)),
    ...places.own.filter((path) => !isInOneOf(path, places.hidden)),
  ];
  const bind = (source: string, at: string, writable = false): string[] => [writable ? '--bind' : '--ro-bind', source, at];
  return [
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--as-pid-1'],
    ...view.userArguments,
    ...(view.hasNetwork ? [] : ['--unshare-net']),
    ...['--die-with-parent', '--cap-drop', 'ALL'],
    ...(view.filterDescriptor === undefined ? [] : ['--seccomp', String(view.filterDescriptor)]),
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...places.kernel.flatMap((path) => bind(path, path)),
    // Nothing can be written into a place that was emptied.
    ...emptied.flatMap((path) => ['--perms', '0555', '--tmpfs', path]),
    ...[...places.masked, ...view.sockets].flatMap((path) => bind('/dev/null', path)),
    ...mounts.flatMap(({ source, at, writable }) => bind(source, at, writable)),
    ...['--chdir', view.workingFolder, '--'],
  ];
}
