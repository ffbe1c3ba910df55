/**
 * Says whether the disk has room for the tables. Tables refuse writes before the disk is full: when LevelDB, the engine of older
 * folders, runs out of disk in the middle of a record, it cannot go on, and a record that it writes behind the half one may be lost with it.
 */
import { statfsSync } from 'node:fs';
import { codeOf } from '../error-facts.ts';
import type { RuntimeLogger } from '../runtime-logger.ts';

/** Bytes that stay free. LevelDB's files have up to 4 MB each, and it writes new files before it removes old ones. */
const leastFree = 16 * 1024 * 1024;
const mebibyte = 1024 * 1024;
/** Milliseconds for which a look at the disk is used again. */
const freshFor = 50;
const lookEveryMs = 500;

/** Makes a check for one folder that looks at the disk every 50 ms at most. */
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

/** @param folder an existing folder. @returns true also when the file system does not say how much is free */
export function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= leastFree;
  } catch {
    return true;
  }
}

/**
 * Warns when the disk is full, tells when it has room again, and says what to do when LevelDB ended the process.
 * @returns how to stop
 */
export function tellOfFullDisk(dir: string, logger: RuntimeLogger): () => void {
  let full = false;
  const timer = setInterval(() => {
    if (full === !hasRoom(dir)) return;
    full = !full;
    if (full) {
      logger.warn(
        sentenceFor(dir, 'Until then the runtime accepts nothing new. What it has accepted goes on once there is room.'),
      );
    } else logger.info(`The disk that holds ${dir} has room again. The runtime goes on.`);
  }, lookEveryMs);
  timer.unref();
  const onFailure = (error: Error): void => {
    if (/^LEVEL_/.test(codeOf(error) ?? '') && !hasRoom(dir)) {
      logger.warn(sentenceFor(dir, 'The runtime ends now. Start it again once there is room: nothing that it accepted is lost.'));
    }
  };
  // A monitor does not handle the error: the process ends as without it, before LevelDB writes behind a half record.
  process.on('uncaughtExceptionMonitor', onFailure);
  return () => {
    clearInterval(timer);
    process.off('uncaughtExceptionMonitor', onFailure);
  };
}

const sentenceFor = (dir: string, then: string): string =>
  `The disk that holds ${dir} is full: less than ${leastFree / mebibyte} MB are free. Free some space. ${then}`;
