/** A program that prints, run by run, what a real one printed, and writes down how it was called. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PresetName } from '../../../../contracts/worker-config.ts';
import { recordedOutput, type Recorded, versionsOf } from '../recorded-output.ts';

/** The name of a recording, with what is replaced in its standard output; or a shell script. */
export type Play =
  { readonly recorded: string; readonly replace?: readonly (readonly [string, string])[] } | { readonly script: string };

export interface PlayedProgram {
  readonly path: string;
  /** Arguments and standard input of each run. */
  calls(): readonly { readonly args: readonly string[]; readonly prompt: string }[];
}

const program = `#!/bin/sh
cd "$(dirname "$0")" || exit 99
n=$(ls | grep -c '^prompt-')
printf '%s\\n' "$@" > "args-$n"
cat > "prompt-$n"
exec sh "./run-$n"
`;

export function makePlayedProgram(folder: string, preset: PresetName, plays: readonly Play[]): PlayedProgram {
  mkdirSync(folder);
  plays.forEach((play, n) => {
    const script = 'script' in play ? play.script : scriptOf(newest(preset, play.recorded), play.replace ?? []);
    writeFileSync(join(folder, `run-${n}`), script);
  });
  const path = join(folder, 'program');
  writeFileSync(path, program);
  chmodSync(path, 0o755);
  return {
    path,
    calls: () =>
      plays.flatMap((_play, n) => {
        const prompt = join(folder, `prompt-${n}`);
        if (!existsSync(prompt)) return [];
        const args = readFileSync(join(folder, `args-${n}`), 'utf8')
          .split('\n')
          .slice(0, -1);
        return [{ args, prompt: readFileSync(prompt, 'utf8') }];
      }),
  };
}

const newest = (preset: PresetName, name: string): Recorded =>
  recordedOutput(preset, versionsOf(preset).sort().at(-1) ?? '', name);

function scriptOf({ stdout, stderr, exitCode }: Recorded, replace: readonly (readonly [string, string])[]): string {
  const text = replace.reduce((so, [from, to]) => so.replaceAll(from, to), stdout);
  return `cat <<'END OF OUTPUT'\n${text}\nEND OF OUTPUT\ncat >&2 <<'END OF ERRORS'\n${stderr}\nEND OF ERRORS\nexit ${exitCode ?? 143}\n`;
}
