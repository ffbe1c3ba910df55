/**
 * Reads the repositories of a task file: its groups, whose repositories share a sandbox, or a plain list, of which each repository is
 * worked on by itself. Every part that is wrong is told with its place, and the others are looked at all the same.
 */
import { limits } from '../../../contracts/limits.ts';
import { shorten } from '../../../core/text/shorten.ts';
import type { Findings, Path } from '../findings.ts';
import { fitGroupName, fitName } from '../names.ts';
import { tellOtherKeys } from './left-out-keys.ts';
import { type RepoOfUrl, repoOfUrl } from './repo-of-url.ts';
import { groupObject, repositoryObject } from './schema.ts';

/** As a fleet's request has it. */
type Target = string | { readonly repo: string; readonly id: string };

interface Group {
  readonly name: string;
  readonly sandbox: 'shared';
  readonly targets: readonly Target[];
}

export interface Repositories {
  readonly groups?: readonly Group[];
  readonly targets?: readonly Target[];
}

/** A repository with its place in the file. */
interface Read extends RepoOfUrl {
  readonly at: Path;
  readonly target: Target;
}

/** @param task the file, whose keys may have values of any type */
export function readRepositories(task: Readonly<Record<string, unknown>>, findings: Findings): Repositories {
  const groups = listAt(task, 'groups', findings);
  const plain = listAt(task, 'repositories', findings);
  if (groups.length > 0 && plain.length > 0) {
    findings.problem(['repositories'], 'the file has groups, too: put all repositories into groups, or have no groups.');
  }
  const hasNone = groups.length + plain.length === 0 && task['transformation'] == null && task['targets'] == null;
  if (hasNone) findings.problem([], 'it names no repositories: write groups, or repositories.');
  const read = groups.map((group, at) => readGroup(group, ['groups', at], findings));
  const alone = readList(plain, ['repositories'], findings);
  tellRepeatedNames(
    read.flatMap((one) => one ?? []),
    findings,
  );
  tellSeveralHosts([...read.flatMap((one) => one?.repositories ?? []), ...alone], findings);
  tellRepeatedRepositories(
    read.map((one) => one?.repositories ?? []),
    findings,
  );
  if (groups.length === 0) return { targets: alone.map(({ target }) => target) };
  return {
    groups: read.flatMap((one) =>
      one === undefined ? [] : [{ name: one.name, sandbox: 'shared', targets: one.repositories.map(({ target }) => target) }],
    ),
  };
}

function listAt(task: Readonly<Record<string, unknown>>, key: string, findings: Findings): readonly unknown[] {
  const found = task[key];
  if (Array.isArray(found)) return found;
  if (found !== undefined && found !== null) findings.problem([key], `${key} must be a list.`);
  return [];
}

interface ReadGroup {
  readonly at: Path;
  /** As the file has it. */
  readonly given: string;
  readonly name: string;
  readonly repositories: readonly Read[];
}

function readGroup(value: unknown, at: Path, findings: Findings): ReadGroup | undefined {
  const raw = findings.read(groupObject, value, at);
  if (raw === undefined) return undefined;
  tellOtherKeys(findings, 'group', raw, at);
  const place = [...at, 'repositories'];
  const listed = raw.repositories ?? [];
  if (listed.length === 0) findings.problem(place, 'the group has no repositories: name one at least, or leave out the group.');
  if (listed.length > limits.sharedRepos) {
    findings.problem(
      place,
      `${limits.sharedRepos} repositories at most share a sandbox, and this group has ${listed.length}: divide it into smaller groups.`,
    );
  }
  const name = nameOfGroup(raw.name, at, findings);
  return { at, given: raw.name, name, repositories: readList(listed, place, findings) };
}

function nameOfGroup(given: string, at: Path, findings: Findings): string {
  const name = fitGroupName(given.replaceAll('/', '-'));
  if (name === undefined) {
    const example = `group-${Number(at.at(-1)) + 1}`;
    findings.problem([...at, 'name'], `${quoted(given)} cannot be a part of a branch: write for example ${quoted(example)}.`);
  } else if (name !== given) {
    findings.differs(
      [...at, 'name'],
      `the group ${quoted(given)} is called ${name} in the fleet, because its name is a part of branches`,
    );
  }
  return name ?? '';
}

const quoted = (text: string): string => JSON.stringify(shorten(text));

function readList(list: readonly unknown[], at: Path, findings: Findings): readonly Read[] {
  const read = list.flatMap((value, index) => readRepository(value, [...at, index], findings) ?? []);
  const seen = new Set<string>();
  for (const { repo, at: place } of read) {
    if (seen.has(repo.toLowerCase())) findings.problem([...place, 'url'], `${repo} is listed already: name it once.`);
    seen.add(repo.toLowerCase());
  }
  return read;
}

function readRepository(value: unknown, at: Path, findings: Findings): Read | undefined {
  const raw = findings.read(repositoryObject, value, at);
  if (raw === undefined) return undefined;
  tellOtherKeys(findings, 'repository', raw, at);
  const place = [...at, 'url'];
  const meant = repoOfUrl(raw.url);
  if (typeof meant === 'string') {
    findings.problem(place, meant);
    return undefined;
  }
  if (meant.elsewhere !== undefined) {
    findings.differs(
      place,
      'the fleet knows the repository by its owner and name, and its address, which is not on github.com, by its onboarding: repo onboard --clone-url',
    );
  }
  return { ...meant, at, target: targetOf(meant.repo, raw.name ?? '', at, findings) };
}

/** A name of its own becomes the last part of the target, and of a repository in a group its folder. */
function targetOf(repo: string, given: string, at: Path, findings: Findings): Target {
  if (given === '' || repo.endsWith(`/${given}`)) return repo;
  const id = fitName(given);
  if (id === undefined) {
    findings.leftOut([...at, 'name'], 'no character of it can be a part of a branch: the repository has its own name');
    return repo;
  }
  if (id !== given) {
    findings.differs([...at, 'name'], `${quoted(given)} is written ${id} in the fleet, because it is a part of branches`);
  }
  return { repo, id };
}

function tellRepeatedNames(groups: readonly ReadGroup[], findings: Findings): void {
  const seen = new Set<string>();
  for (const { name, given, at } of groups) {
    if (name !== '' && seen.has(name)) {
      findings.problem([...at, 'name'], `the name ${quoted(given)} is taken by a group before it: give each its own.`);
    }
    seen.add(name);
  }
}

/** A fleet tells repositories apart by owner and name alone. */
function tellSeveralHosts(all: readonly Read[], findings: Findings): void {
  const first = new Map<string, string | undefined>();
  for (const { repo, elsewhere, at } of all) {
    const key = repo.toLowerCase();
    const host = hostOf(elsewhere);
    if (first.has(key) && first.get(key) !== host) {
      findings.problem(
        [...at, 'url'],
        `another address of the file is ${repo} on another host: a fleet knows one repository of this name.`,
      );
    }
    if (!first.has(key)) first.set(key, host);
  }
}

const hostOf = (address: string | undefined): string | undefined =>
  address
    ?.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    .split(/[/:]/)[0]
    ?.toLowerCase();

function tellRepeatedRepositories(groups: readonly (readonly Read[])[], findings: Findings): void {
  const first = new Map<string, number>();
  for (const [group, repositories] of groups.entries()) {
    for (const { repo, at } of repositories) {
      const earlier = first.get(repo.toLowerCase()) ?? group;
      if (earlier !== group) {
        findings.differs([...at, 'url'], `${repo} is in two groups: each works on it by itself, on a branch of its own`);
      }
      first.set(repo.toLowerCase(), earlier);
    }
  }
}
