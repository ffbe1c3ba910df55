/**
 * The arguments of bubblewrap for one command: what it shows, hides and takes away. Mounts are made in their order, so a later one may
 * show something within a place that an earlier one hides.
 */
import type { HomeMount } from './home-mounts.ts';
import type { Places } from './places.ts';
import type { ShownProgram } from './programs-in-hidden-places.ts';
import { isInOneOf } from './real-path.ts';

export interface View {
  readonly places: Places;
  readonly programs: readonly ShownProgram[];
  /** Sockets of other programs that lie in no hidden place. */
  readonly sockets: readonly string[];
  /** Folders that the command may write. */
  readonly writable: readonly string[];
  /** Folders that are seen as the system's folders for temporary files. */
  readonly temporary: readonly { readonly source: string; readonly at: string }[];
  readonly home: readonly HomeMount[];
  readonly workingFolder: string;
  /** Whether the command is in a network namespace already. Otherwise it gets one that leads nowhere. */
  readonly hasNetwork: boolean;
  /** Arguments for a user namespace; empty: the others are made without one. */
  readonly userArguments: readonly string[];
}

/** All that stands between the program `bwrap` and the command. */
export function bubblewrapArguments(view: View): string[] {
  const { places } = view;
  const replaced = view.temporary.map(({ at }) => at);
  const emptied = [
    ...places.hidden.filter((path) => !replaced.includes(path)),
    ...places.own.filter((path) => !isInOneOf(path, places.hidden)),
  ];
  return [
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--as-pid-1'],
    ...view.userArguments,
    ...(view.hasNetwork ? [] : ['--unshare-net']),
    ...['--die-with-parent', '--cap-drop', 'ALL'],
    ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'],
    ...places.kernel.flatMap((path) => bind(path, path, false)),
    // Nothing can be written into a place that was emptied.
    ...emptied.flatMap((path) => ['--perms', '0555', '--tmpfs', path]),
    ...view.temporary.flatMap(({ source, at }) => bind(source, at, true)),
    ...[...places.masked, ...view.sockets].flatMap((path) => ['--ro-bind', '/dev/null', path]),
    ...view.programs.flatMap(({ source, at }) => ['--ro-bind', source, at]),
    ...places.shown.flatMap(({ source, at, writable }) => at.flatMap((each) => bind(source, each, writable))),
    ...view.writable.flatMap((path) => bind(path, path, true)),
    ...view.home.flatMap(({ source, at, writable }) => bind(source, at, writable)),
    ...['--chdir', view.workingFolder, '--'],
  ];
}

const bind = (source: string, at: string, writable: boolean): string[] => [writable ? '--bind' : '--ro-bind', source, at];
