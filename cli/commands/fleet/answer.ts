/** `bgagent fleet answer`: answers the question of a target. */
import { Args, Flags } from '@oclif/core';
import { usageError } from '../../cli-error.ts';
import { notFromStdin } from '../../flags.ts';
import { readText } from '../../read-text.ts';
import { SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetAnswer extends SteeringCommand {
  static override summary = 'Answer the question of a target: its next attempt begins with the answer.';
  static override description =
    'The agent goes on in its session where it can; else it is told the question and the answer. See the questions with "fleet targets --waiting".';
  static override usage = '<%= command.id %> [ID] TEXT --target PATH';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --target payments/ledger "Keep the old endpoint."',
    '<%= config.bin %> <%= command.id %> 01KAE5 --target web - < answer.txt',
  ];
  static override args = {
    id: Args.string({
      ...notFromStdin,
      description: 'Fleet. When only one argument is given, it is the text, and the fleet is @last.',
    }),
    text: Args.string({
      ...notFromStdin,
      description: 'The answer, 2,000 characters at most; - reads it from standard input.',
    }),
  };
  static override flags = {
    target: Flags.string({ description: 'Path of the target that asked.', required: true, helpValue: 'PATH' }),
    ...steeringFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetAnswer);
    const [id, given] = fleetAndText(args);
    const text = given === '-' ? (await readText('-')).trimEnd() : given;
    return await this.steer(id, flags, ({ api, params, asked, headers }) =>
      api.client.answerTarget({ params, body: { ...asked, target: flags.target, text }, headers }),
    );
  }
}

/** The fleet is the last one where only the text is given. */
function fleetAndText({ id, text }: { readonly id?: string | undefined; readonly text?: string | undefined }): [string, string] {
  if (id !== undefined && text !== undefined) return [id, text];
  if (id !== undefined && !isFleetId(id)) return ['@last', id];
  const place = id === undefined ? '' : ` after ${id}`;
  throw usageError(`the answer is missing: write it${place}, in quotes, or - to read it from standard input.`);
}

/** Whether the text alone is rather the fleet than an answer. */
const isFleetId = (text: string): boolean => text === '@last' || /^01[0-9A-HJKMNP-TV-Z]{3,24}$/.test(text);
