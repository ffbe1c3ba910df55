/**
 * Whether the disk has room for the tables. They stop taking writes a while before it is full: an engine that runs out of disk
 * in the middle of a write cannot go on, and what it writes next might be lost with the half record before it.
 */
import { statfsSync } from 'node:fs';
import type { RuntimeLogger } from '../runtime-logger.ts';

/** Bytes that stay free: the engine's files are up to 4 MB each, and it writes new ones before it removes the old ones. */
const leastFree = 16 * 1024 * 1024;
const mebibyte = 1024 * 1024;
/** Milliseconds for which an answer is good. */
const freshFor = 50;
const lookEveryMs = 500;

/** Answers whether there is room, from a look at the disk that is fresh. A file system that cannot tell has room. */
export function roomOnDisk(folder: string): () => boolean {
  let room = true;
  let lookedAt = -Infinity;
  return () => {
    const now = performance.now();
    if (now - lookedAt < freshFor) return room;
    lookedAt = now;
    room = hasRoom(folder);
    return room;
  };
}

/** @param folder an existing one */
export function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= leastFree;
  } catch {
    return true;
  }
}

/** Tells when room runs out, when there is some again, and, where the tables could not go on, what to do. */
export function tellOfFullDisk(dir: string, logger: RuntimeLogger): () => void {
  let full = false;
  const timer = setInterval(() => {
    if (full === !hasRoom(dir)) return;
    full = !full;
    if (full) logger.warn(sentenceFor(dir, 'Nothing is accepted until there is room; what was accepted goes on then.'));
    else logger.info(`The disk that holds ${dir} has room again: the runtime goes on.`);
  }, lookEveryMs);
  timer.unref();
  const onFailure = (error: Error): void => {
    if (/^LEVEL_/.test(String((error as NodeJS.ErrnoException).code)) && !hasRoom(dir)) {
      logger.warn(sentenceFor(dir, 'The runtime ends. Start it again when there is room: nothing that was accepted is lost.'));
    }
  };
  // Only looks on: the process ends as it would, before a record is written behind a half one.
  process.on('uncaughtExceptionMonitor', onFailure);
  return () => {
    clearInterval(timer);
    process.off('uncaughtExceptionMonitor', onFailure);
  };
}

const sentenceFor = (dir: string, then: string): string =>
  `The disk that holds ${dir} is full (less than ${leastFree / mebibyte} MB are free). Free some room. ${then}`;
