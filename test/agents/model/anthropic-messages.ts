/** Anthropic's Messages: reads a request of Claude Code, and streams the answer. */
import * as z from 'zod';
import type { Answer, Asked } from './scenarios.ts';
import type { StreamEvent } from './sse.ts';

const block = z.looseObject({ type: z.string(), text: z.string().optional() });
const content = z.union([z.string().transform((text) => [{ type: 'text', text }]), z.array(block)]);
const messagesRequest = z.object({
  model: z.string(),
  system: content.optional(),
  messages: z.array(z.object({ role: z.string(), content })),
  tools: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        input_schema: z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() }).optional(),
      }),
    )
    .default([]),
});
export type MessagesRequest = z.infer<typeof messagesRequest>;

export const readMessagesRequest = (body: unknown): MessagesRequest => messagesRequest.parse(body);

type Message = MessagesRequest['messages'][number];

const textOf = (blocks: Message['content']): string => blocks.map(({ text }) => text ?? '').join('\n');

/** The program tells the model of its surroundings in the user's name. */
const isReminder = (text: string): boolean => text.trimStart().startsWith('<system-reminder>');
/** What the user said, without results of tools: in a resumed session both may stand in one message. */
const spokenIn = ({ content: blocks }: Message): string =>
  textOf(blocks.filter(({ type, text = '' }) => type === 'text' && text !== '' && !isReminder(text)));

export function askedInMessages({ model, messages }: MessagesRequest): Asked {
  const ofUser = messages.filter(({ role }) => role === 'user').map((message) => spokenIn(message));
  const last = ofUser.findLastIndex((text) => text !== '');
  return { model, step: ofUser.slice(last + 1).length, spoken: ofUser.filter((text) => text !== '') };
}

/** What each answer costs: 800 new, 200 cached and 100 written tokens. */
export const anthropicUsage = {
  input_tokens: 800,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 200,
  output_tokens: 100,
};

const unmeteredUsage = { input_tokens: 0, output_tokens: 0 };

export function answerMessages(request: MessagesRequest, answer: Answer, id: string): readonly StreamEvent[] {
  const { isTool, start, delta } = blockOf(request, answer, id);
  const usage = 'isUnmetered' in answer ? unmeteredUsage : anthropicUsage;
  const message = {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
  return [
    { type: 'message_start', message: { ...message, usage: { ...usage, output_tokens: Math.min(1, usage.output_tokens) } } },
    { type: 'content_block_start', index: 0, content_block: start },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: isTool ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage,
    },
    { type: 'message_stop' },
  ];
}

const textBlock = (text: string) => ({ isTool: false, start: { type: 'text', text: '' }, delta: { type: 'text_delta', text } });
const toolBlock = (id: string, name: string, input: unknown) => ({
  isTool: true,
  start: { type: 'tool_use', id: `toolu_${id}`, name, input: {} },
  delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
});

/** As a model, which is told what the tool takes. */
const takes = ({ tools }: MessagesRequest, parameter: string): boolean =>
  tools.some(({ name, input_schema: schema }) => name === 'Bash' && schema?.properties?.[parameter] !== undefined);

function blockOf(request: MessagesRequest, answer: Answer, id: string) {
  const has = (name: string): boolean => request.tools.some((tool) => tool.name === name);
  switch (answer.do) {
    case 'say':
      return textBlock(answer.text);
    case 'shell':
      return toolBlock(id, 'Bash', {
        ...{ command: answer.command, description: 'A step of the scenario' },
        ...(answer.inBackground && takes(request, 'run_in_background') ? { run_in_background: true } : {}),
      });
    case 'write':
      return toolBlock(id, 'Write', { file_path: `${folderOf(request)}/${answer.file}`, content: answer.text });
    case 'value':
      return has('StructuredOutput') ? toolBlock(id, 'StructuredOutput', answer.value) : textBlock(JSON.stringify(answer.value));
  }
}

/** A message of the role `system` says where the agent is; a resumed session has older ones before it. */
function folderOf({ system = [], messages }: MessagesRequest): string {
  const told = [textOf(system), ...messages.filter(({ role }) => role === 'system').map((message) => textOf(message.content))];
  return [...told.join('\n').matchAll(/working directory: (?<folder>\S+)/gi)].at(-1)?.groups?.['folder'] ?? '.';
}

export const refuseMessages = (kind: string, message: string) => ({ type: 'error', error: { type: kind, message } });
