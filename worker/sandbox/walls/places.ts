/**
 * Says which folders of the machine a command in the sandbox does not see, and which of them it sees all the same because a setting says so.
 * Everything else is read-only.
 */
import { accessSync, constants, mkdirSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { messageOf } from '../../../core/text/message-of-error.ts';
import { isIn, isInOneOf, realPath } from './real-path.ts';

/** A folder or file that is shown. */
export interface Shown {
  /** Without links. */
  readonly source: string;
  /** Where it is seen: the path as it was written, and that without links. */
  readonly at: readonly string[];
  readonly writable: boolean;
  /** The path below the home folder of the worker; undefined where it lies elsewhere. It is seen there in the command's HOME too. */
  readonly inHome: string | undefined;
  readonly isFile: boolean;
}

/** All without links. */
export interface Places {
  /** Folders that are seen empty. None lies in another. */
  readonly hidden: readonly string[];
  /** Files and folders of /proc that no command may write. */
  readonly kernel: readonly string[];
  /** Files that cannot be read. */
  readonly masked: readonly string[];
  /** Folders of the product that no setting shows: they hold its data and its credentials. */
  readonly own: readonly string[];
  readonly shown: readonly Shown[];
}

type Hiding = Pick<Places, 'hidden' | 'own'>;

export interface PlacesRequest {
  /** HOME of the worker. */
  readonly home: string;
  /** Folders with the product's data and credentials; they need not exist. */
  readonly data: readonly string[];
  readonly sandboxRoot: string;
  /** Files with credentials of the worker; they need not exist. */
  readonly credentials: readonly string[];
  /** What only root may read (private-places.ts). */
  readonly privateFolders: readonly string[];
  readonly privateFiles: readonly string[];
  readonly caches: readonly string[];
  readonly readOnly: readonly string[];
  /** The variable PATH of the worker. */
  readonly path: string;
}

/** A setting of worker.yaml that names a folder which cannot be shown. */
export class PlaceError extends Error {
  override readonly name = 'PlaceError';
  readonly setting: 'caches' | 'read_only';
  readonly index: number;

  constructor(setting: PlaceError['setting'], index: number, message: string) {
    super(message);
    this.setting = setting;
    this.index = index;
  }
}

/** Where people, services and the system keep what is not for everybody. */
const hiddenFolders = [
  ...['/root', '/home', '/tmp', '/var/tmp', '/run'],
  ...['/var/log', '/var/mail', '/var/spool', '/var/backups', '/etc/ssl/private', '/etc/kubernetes'],
  ...['/var/lib/cloud', '/var/lib/docker', '/var/lib/containerd', '/var/lib/kubelet'],
];
/** A worker that runs as root could read them, and so could its commands. The last has the names of the keys in the kernel. */
const maskedFiles = ['/etc/shadow', '/etc/shadow-', '/etc/gshadow', '/etc/gshadow-', '/etc/krb5.keytab', '/proc/keys'];
/**
 * Settings of the kernel. A process of root may write them without any special right: one of them names a program that the kernel starts.
 * Bubblewrap itself makes some others read-only.
 */
const kernelSettings = ['/proc/sys', '/proc/sysrq-trigger', '/proc/fs', '/proc/acpi', '/proc/scsi'];

/** @throws PlaceError */
export function placesOf(request: PlacesRequest): Places {
  const own = outermost(request.data);
  const hidden = outermost([...hiddenFolders, ...request.privateFolders, request.home, tmpdir(), request.sandboxRoot]);
  const wanted = [
    ...request.caches.map((path, index) => ({ setting: 'caches' as const, path, index })),
    ...request.readOnly.map((path, index) => ({ setting: 'read_only' as const, path, index })),
  ];
  const hiding = { own, hidden };
  const shown = wanted.map((each) => showPlace(each, request, hiding));
  for (const [index, { source }] of shown.entries()) refuseChangeable(wanted[index], source, shown);
  const tools = versionManagers(request, hiding).filter(({ source }) => cacheAround(source, shown) === undefined);
  return {
    hidden,
    kernel: kernelSettings.filter((path) => realPath(path) !== undefined),
    masked: maskedFilesOf(request, hiding),
    own,
    shown: [...shown, ...tools],
  };
}

/** A command could put a link in the place of what lies in a cache, and the next command would see where that leads. */
function refuseChangeable(wanted: Wanted | undefined, source: string, shown: readonly Shown[]): void {
  const around = cacheAround(source, shown);
  if (!wanted || around === undefined) return;
  const why = `must not lie in another cache (${around}), whose content commands may change`;
  throw new PlaceError(wanted.setting, wanted.index, `"${wanted.path}" ${why}`);
}

const cacheAround = (path: string, shown: readonly Shown[]): string | undefined =>
  shown.find(({ source, writable }) => writable && source !== path && isIn(path, source))?.source;

/** Folders in a home folder that hold versions of a language, and the folder of their programs in the PATH. They hold no credentials. */
const managers: Readonly<Record<string, string>> = {
  '.pyenv': '.pyenv',
  '.rbenv': '.rbenv',
  '.nodenv': '.nodenv',
  '.asdf': '.asdf',
  '.volta': '.volta',
  '.sdkman': '.sdkman',
  '.rustup': '.cargo/bin',
  '.local/share/mise': '.local/share/mise',
  '.local/share/fnm': '.local/share/fnm',
};

/** Their programs only find the right version and start it, so they need more than their own folder. */
function versionManagers(request: PlacesRequest, hiding: Hiding): Shown[] {
  const { home, path } = request;
  const folders = path.split(delimiter);
  const used = Object.entries(managers).filter(([, programs]) => folders.some((folder) => isIn(folder, join(home, programs))));
  return used.flatMap(([name]) => {
    try {
      return [showPlace({ setting: 'read_only', path: join(home, name), index: 0 }, request, hiding)];
    } catch {
      // It is not there, or lies where nothing is shown.
      return [];
    }
  });
}

/** Without links, and without those that lie in another one. */
function outermost(folders: readonly string[]): string[] {
  const all = new Set(folders.flatMap((path) => realPath(path) ?? []).filter((path) => path !== '/'));
  return [...all].filter((path) => ![...all].some((other) => other !== path && isIn(path, other)));
}

interface Wanted {
  readonly setting: PlaceError['setting'];
  readonly path: string;
  readonly index: number;
}

function showPlace({ setting, path, index }: Wanted, request: PlacesRequest, { own, hidden }: Hiding): Shown {
  const { home } = request;
  const refuse = (why: string): never => {
    throw new PlaceError(setting, index, `"${path}" ${why}`);
  };
  const written = path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : join(path);
  if (!isAbsolute(written)) return refuse('must be an absolute path, or begin with ~/');
  const writable = setting === 'caches';
  if (writable) makeFolder(written, refuse);
  const source = realPath(written) ?? refuse('is not there: make it, or take it out of worker.yaml');
  const isFile = !statSync(source).isDirectory();
  if (writable && isFile) return refuse('must be a folder');
  if (writable && !isWritable(source)) return refuse('is not writable for the user of the worker');
  const reveals = whatItReveals(source, request, own);
  if (reveals !== undefined) return refuse(reveals);
  const inHome = isIn(written, home) ? relative(home, written) : undefined;
  // A path that is not hidden leads to the source through its own links.
  const at = source !== written && isInOneOf(written, hidden) ? [source, written] : [source];
  return { source, at, writable, inHome, isFile };
}

function whatItReveals(source: string, { home, sandboxRoot }: PlacesRequest, own: readonly string[]): string | undefined {
  if (isIn(realPath(home) ?? home, source)) return 'must not hold the whole home folder of the worker';
  const data = own.find((each) => isIn(each, source) || isIn(source, each));
  if (data !== undefined) return `must not show ${data}, where the product keeps its data`;
  return isIn(realPath(sandboxRoot) ?? sandboxRoot, source) ? 'must not hold the sandboxes of tasks' : undefined;
}

/** Also where it is a link that leads to nothing yet. */
function makeFolder(path: string, refuse: (why: string) => never): void {
  if (realPath(path) !== undefined) return;
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    refuse(`is not there and cannot be made: ${messageOf(error)}`);
  }
}

/** Without links. */
function maskedFilesOf({ credentials, privateFiles }: PlacesRequest, hiding: Hiding): string[] {
  const named = [...maskedFiles, ...hostKeys(), ...credentials, ...privateFiles].filter(isReadable);
  return [...new Set(named.flatMap((path) => realPath(path) ?? []))].filter((path) => !isHidden(path, hiding));
}

const isReadable = (path: string): boolean => isAccessible(path, constants.R_OK);
const isWritable = (path: string): boolean => isAccessible(path, constants.W_OK);

function isAccessible(path: string, how: number): boolean {
  try {
    accessSync(path, how);
    return true;
  } catch {
    return false;
  }
}

function hostKeys(): string[] {
  try {
    return readdirSync('/etc/ssh')
      .filter((name) => name.endsWith('_key'))
      .map((name) => join('/etc/ssh', name));
  } catch {
    return [];
  }
}

/** Whether a path is hidden, unless a setting shows it. @param path without links */
export const isHidden = (path: string, { hidden, own }: Hiding): boolean => isInOneOf(path, hidden) || isInOneOf(path, own);
