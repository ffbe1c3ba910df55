/** Reads the templates of a cloud assembly, and refuses sections that a template of this app does not have. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const json = z.json();
const section = z.record(z.string(), z.record(z.string(), json)).default({});

const templateSchema = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: json.optional(),
  Parameters: section,
  Conditions: z.record(z.string(), json).default({}),
  Resources: z.record(
    z.string(),
    z.strictObject({
      Type: z.string(),
      Properties: z.record(z.string(), json).default({}),
      Condition: z.string().optional(),
      Metadata: z.record(z.string(), json).default({}),
      DependsOn: json.optional(),
      DeletionPolicy: json.optional(),
      UpdateReplacePolicy: json.optional(),
    }),
  ),
  Outputs: section,
});
export type Template = z.infer<typeof templateSchema>;
export type TemplateResource = Template['Resources'][string];

const manifestSchema = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      properties: z.looseObject({ templateFile: z.string().optional(), stackName: z.string().optional() }).optional(),
    }),
  ),
});

/** One stack of a synthesized app. */
export interface StackTemplate {
  readonly name: string;
  readonly template: Template;
}

/**
 * Reads every stack, in the order of the manifest.
 * @param directory the cloud assembly: the folder that holds `manifest.json` and the templates
 * @throws Error naming the file, and the path in it, that is not as a template has it
 */
export async function readCloudAssembly(directory: string): Promise<StackTemplate[]> {
  const manifest = parseFile('manifest.json', manifestSchema, await readFile(join(directory, 'manifest.json'), 'utf8'));
  const stacks = Object.entries(manifest.artifacts).filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack');
  return Promise.all(
    stacks.map(async ([id, { properties }]) => {
      const file = properties?.templateFile ?? `${id}.template.json`;
      return {
        name: properties?.stackName ?? id,
        template: parseFile(file, templateSchema, await readFile(join(directory, file), 'utf8')),
      };
    }),
  );
}

function parseFile<T extends z.ZodType>(file: string, schema: T, text: string): z.infer<T> {
  const parsed = schema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new Error(`The embedded runtime cannot read ${file}: ${problems.join('; ')}`);
}
