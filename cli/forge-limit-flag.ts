/** The flag `--forge-limit`, by which `bgagent local` gets the setting `forges`. */
import { Flags } from '@oclif/core';
import { forgeLimits } from '../contracts/forge-limits.ts';
import { CliError, usageError } from './cli-error.ts';
import { exitCodes } from './exit-code.ts';

export const forgeLimitFlag = Flags.string({
  description:
    'Pull requests, and their labels, that a forge takes from a token in a minute and in an hour, all workers together; repeatable. HOST=60/1000 limits both, HOST=60 the minute, HOST=/1000 the hour, HOST=none nothing. HOST as in worker.yaml. Default: github.com=80/500, and no limit elsewhere.',
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'HOST=PER_MINUTE/PER_HOUR',
});

/**
 * The value of the parameter `Forges`; undefined where no flag is given.
 * @throws CliError (usage) with everything that is wrong with the flags
 */
export function forgesOfFlags(texts: readonly string[] | undefined): string | undefined {
  if (texts === undefined) return undefined;
  const given = texts.map((text) => ({ text, entry: entryOf(text) }));
  const read = given.filter(({ entry }) => entry !== undefined);
  const parsed = forgeLimits.safeParse(read.map(({ entry }) => entry));
  const unread = given.filter(({ entry }) => entry === undefined).map(({ text }) => `--forge-limit ${text} ${mustBe}`);
  const wrong = (parsed.error?.issues ?? []).map(({ path: [at, key], message }) => {
    const unit = key === 'writes_per_minute' ? ' in a minute' : key === 'writes_per_hour' ? ' in an hour' : '';
    return `--forge-limit ${read[Number(at)]?.text ?? ''}:${unit} ${message}`;
  });
  const problems = [...unread, ...wrong];
  const [only] = problems;
  if (only !== undefined && problems.length === 1) throw usageError(only);
  if (problems.length > 0) throw new CliError('wrong values of --forge-limit:', exitCodes.usage, problems);
  return JSON.stringify(parsed.data);
}

const mustBe = 'is no limit: write HOST=PER_MINUTE/PER_HOUR, such as git.acme.example=60/1000, or HOST=none.';

/** Undefined where the text has another form. What its numbers may be, the setting knows. */
function entryOf(text: string): object | undefined {
  const [host = '', value = '', ...others] = text.split('=');
  const [minute = '', hour = '', ...more] = value === 'none' ? [] : value.split('/');
  const isRead = host !== '' && others.length === 0 && more.length === 0 && (value === 'none' || minute !== '' || hour !== '');
  const numbers = [minute, hour].map((part) => (part === '' ? null : Number(part)));
  if (!isRead || numbers.some(Number.isNaN)) return undefined;
  return { host, writes_per_minute: numbers[0], writes_per_hour: numbers[1] };
}
