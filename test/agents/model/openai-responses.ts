/** OpenAI's Responses: reads a request of codex, and streams the answer. */
import * as z from 'zod';
import type { Answer, Asked } from './scenarios.ts';
import type { StreamEvent } from './sse.ts';

const item = z.looseObject({
  type: z.string().optional(),
  role: z.string().optional(),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))]).optional(),
});
const responsesRequest = z.object({
  model: z.string(),
  input: z.array(item),
  tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })).default([]),
});
export type ResponsesRequest = z.infer<typeof responsesRequest>;
type Item = ResponsesRequest['input'][number];

export const readResponsesRequest = (body: unknown): ResponsesRequest => responsesRequest.parse(body);

const isResult = ({ type }: Item): boolean => type === 'function_call_output' || type === 'custom_tool_call_output';
const textOf = ({ content = '' }: Item): string =>
  typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('\n');
/** codex tells the model of its surroundings in the user's name. */
const isSpoken = (one: Item): boolean =>
  one.role === 'user' && !/^\s*<(?:environment_context|user_instructions)>/.test(textOf(one));

export function askedInResponses({ model, input }: ResponsesRequest): Asked {
  const last = input.findLastIndex(isSpoken);
  return { model, step: input.slice(last + 1).filter(isResult).length, spoken: input.filter(isSpoken).map(textOf) };
}

/** What each answer costs: 1,000 tokens in, 200 of them cached, and 100 out, 20 of them to think. */
export const openaiUsage = {
  ...{ input_tokens: 1000, input_tokens_details: { cached_tokens: 200 } },
  ...{ output_tokens: 100, output_tokens_details: { reasoning_tokens: 20 }, total_tokens: 1100 },
};

export function answerResponses({ model }: ResponsesRequest, answer: Answer, id: string): readonly StreamEvent[] {
  const output = itemOf(answer, id);
  const usage = 'isUnmetered' in answer ? null : openaiUsage;
  const response = { id: `resp_${id}`, object: 'response', created_at: 0, model, error: null };
  return [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: output },
    { type: 'response.output_item.done', output_index: 0, item: output },
    { type: 'response.completed', response: { ...response, status: 'completed', output: [output], usage } },
  ];
}

const message = (id: string, text: string) => ({
  ...{ type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed' },
  content: [{ type: 'output_text', text, annotations: [] }],
});

function itemOf(answer: Answer, id: string) {
  switch (answer.do) {
    case 'say':
      return message(id, answer.text);
    case 'value':
      return message(id, JSON.stringify(answer.value));
    case 'shell': {
      const call = { type: 'function_call', id: `fc_${id}`, call_id: `call_${id}`, status: 'completed' };
      return { ...call, name: 'exec_command', arguments: JSON.stringify({ cmd: answer.command }) };
    }
    case 'write': {
      const input = `*** Begin Patch\n*** Add File: ${answer.file}\n${answer.text.replaceAll(/^(?=.)/gm, '+')}*** End Patch\n`;
      return {
        type: 'custom_tool_call',
        id: `ctc_${id}`,
        call_id: `call_${id}`,
        status: 'completed',
        name: 'apply_patch',
        input,
      };
    }
  }
}

export const refuseResponses = (kind: string, text: string) => ({
  error: { message: text, type: kind, param: null, code: kind },
});
