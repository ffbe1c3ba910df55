/**
 * Reads the stacks of an app as a list of resources to make, with every reference replaced. Everything that the runtime does not
 * support is refused by name, in one error: the runtime never pretends.
 */
import type { z } from 'zod';
import type { StackTemplate, TemplateResource } from './cloud-assembly.ts';
import { deployedName, nameProperties, type AccountAndRegion, type DeployedName } from './deployed-names.ts';
import { inertTypes } from './inert-types.ts';
import { noValue, resolve, type References } from './intrinsic-functions.ts';
import type { Json } from './json.ts';
import { isRealised, resourceSchemas, type Properties, type ResourceType } from './resource-schemas.ts';
import { messageOf } from '../../core/text/message-of-error.ts';

/** A resource with every reference replaced and its properties checked. */
export interface Resource<T extends ResourceType> extends DeployedName {
  readonly type: T;
  readonly logicalId: string;
  readonly properties: Properties<T>;
  readonly metadata: Readonly<Record<string, Json>>;
}

export interface Deployment {
  all<T extends ResourceType>(type: T): readonly Resource<T>[];
  /** The value of an output, from whichever stack has one of that name. */
  output(name: string): Json | undefined;
}

export interface DeploymentInput {
  readonly stacks: readonly StackTemplate[];
  readonly accountAndRegion: AccountAndRegion;
  /** Values by the name of the parameter, for every stack that has a parameter of that name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** @throws Error naming every resource, type and property that is not supported */
export function readDeployment({ stacks, accountAndRegion, parameters }: DeploymentInput): Deployment {
  const scopes = new Map<string, StackScope>();
  const imported = (name: string): Json => {
    for (const scope of scopes.values()) {
      const value = scope.exported(name);
      if (value !== undefined) return value;
    }
    throw new Error(`no stack exports "${name}"`);
  };
  for (const stack of stacks) scopes.set(stack.name, new StackScope(stack, { accountAndRegion, parameters, imported }));
  const problems: string[] = [];
  const resources = [...scopes.values()].flatMap((scope) => scope.resources(problems));
  if (problems.length > 0) {
    throw new Error(`The embedded runtime cannot run this template:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
  return {
    // A resource was parsed with the schema of its own type, so the type says what its properties are.
    all: (type) => resources.filter((resource) => resource.type === type) as never,
    output(name) {
      const found = [...scopes.values()].map((scope) => scope.output(name));
      return found.find((value) => value !== undefined);
    },
  };
}

/** The values that the references of a stack resolve to. */
interface StackValues {
  readonly accountAndRegion: AccountAndRegion;
  readonly parameters: Readonly<Record<string, string>>;
  readonly imported: (name: string) => Json;
}

/** One stack, and the meaning of its references. */
class StackScope implements References {
  private readonly stack: StackTemplate;
  private readonly values: StackValues;
  /** Resources whose names are being worked out. A resource that is met again here refers to itself. */
  private readonly resolving = new Set<string>();

  constructor(stack: StackTemplate, values: StackValues) {
    this.stack = stack;
    this.values = values;
  }

  ref(name: string): Json | undefined {
    const pseudo = this.pseudo(name);
    if (pseudo !== undefined) return pseudo;
    const parameter = this.stack.template.Parameters[name];
    if (parameter !== undefined) return this.parameter(name, parameter['Default']);
    const resource = this.stack.template.Resources[name];
    return resource === undefined ? undefined : this.nameOf(name, resource).ref;
  }

  attribute(logicalId: string, name: string): Json {
    const resource = this.stack.template.Resources[logicalId];
    if (resource === undefined) throw new Error(`nothing is named "${logicalId}" in this stack`);
    const value = this.nameOf(logicalId, resource).attributes[name];
    if (value !== undefined) return value;
    if (isRealised(resource.Type)) throw new Error(`attribute ${name} of ${logicalId} (${resource.Type}) is not supported`);
    return `${logicalId}.${name}`;
  }

  condition(name: string): boolean {
    const condition = this.stack.template.Conditions[name];
    if (condition === undefined) throw new Error(`there is no condition "${name}"`);
    return resolve(condition, this) === true;
  }

  imported(name: string): Json {
    return this.values.imported(name);
  }

  exported(name: string): Json | undefined {
    const output = Object.values(this.stack.template.Outputs).find(({ Export: exported }) => {
      const found = resolve(exported ?? null, this);
      return typeof found === 'object' && found !== null && 'Name' in found && found.Name === name;
    });
    return output === undefined ? undefined : resolve(output['Value'] ?? null, this);
  }

  output(name: string): Json | undefined {
    const output = this.stack.template.Outputs[name];
    return output === undefined ? undefined : resolve(output['Value'] ?? null, this);
  }

  /** @returns every resource to make. @param problems gets a sentence for each resource that cannot be made */
  resources(problems: string[]): Resource<ResourceType>[] {
    return Object.entries(this.stack.template.Resources).flatMap(([logicalId, resource]) => {
      try {
        if (resource.Condition !== undefined && !this.condition(resource.Condition)) return [];
        if (Object.hasOwn(inertTypes, resource.Type)) return [];
        if (!isRealised(resource.Type)) throw new Error('the type is not supported');
        return [this.realise(logicalId, resource, resource.Type)];
      } catch (error) {
        problems.push(`${this.stack.name}/${logicalId} (${resource.Type}): ${messageOf(error)}`);
        return [];
      }
    });
  }

  private realise(logicalId: string, resource: TemplateResource, type: ResourceType): Resource<ResourceType> {
    const parsed = resourceSchemas[type].safeParse(resolve(resource.Properties, this));
    if (!parsed.success) throw new Error(parsed.error.issues.map(problemOf).join('; '));
    return { type, logicalId, metadata: resource.Metadata, properties: parsed.data, ...this.nameOf(logicalId, resource) };
  }

  private nameOf(logicalId: string, resource: TemplateResource): DeployedName {
    if (!isRealised(resource.Type)) return { name: logicalId, ref: logicalId, attributes: {} };
    if (this.resolving.has(logicalId)) throw new Error(`the name of ${logicalId} refers to itself`);
    this.resolving.add(logicalId);
    try {
      const given = resolve(resource.Properties[nameProperties[resource.Type] ?? ''] ?? null, this);
      const suffix = resource.Properties['FifoQueue'] === true ? '.fifo' : '';
      const name =
        typeof given === 'string' && given !== noValue
          ? given
          : nameProperties[resource.Type]
            ? `${this.stack.name}-${logicalId}${suffix}`
            : logicalId;
      return deployedName(resource.Type, name, this.values.accountAndRegion);
    } finally {
      this.resolving.delete(logicalId);
    }
  }

  private parameter(name: string, preset: Json | undefined): Json {
    const value = this.values.parameters[name] ?? preset;
    if (value === undefined) throw new Error(`parameter ${name} has no value and no default`);
    return value;
  }

  private pseudo(name: string): string | undefined {
    const { region, account } = this.values.accountAndRegion;
    const values: Readonly<Record<string, string>> = {
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': this.stack.name,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${this.stack.name}/local`,
      'AWS::NoValue': noValue,
    };
    return values[name];
  }
}

function problemOf(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return `property ${where}: ${issue.message}`;
  return issue.keys.map((key) => `property ${where === '' ? key : `${where}.${key}`} is not supported`).join('; ');
}
