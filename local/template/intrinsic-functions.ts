/**
 * Replaces the intrinsic functions in the values of a template, as CloudFormation does.
 * Example: {"Fn::Join": ["-", ["a", {"Ref": "AWS::StackName"}]]} → "a-bgagent-local-service"
 */
import { isList, isObject, type Json, type JsonObject } from './json.ts';

/** The meaning of the references in one stack. */
export interface References {
  /** Value of a parameter or pseudo parameter, or the reference of a resource. Undefined: nothing has this name. */
  ref(name: string): Json | undefined;
  /** Value of `Fn::GetAtt`. @throws Error when the resource does not have the attribute */
  attribute(logicalId: string, name: string): Json;
  /** Whether a named condition holds. */
  condition(name: string): boolean;
  /** Value of an export of another stack. @throws Error when no stack has the export */
  imported(name: string): Json;
}

/** Stands for the value of a property that is left out (`AWS::NoValue`). */
export const noValue = '\u0000AWS::NoValue';

type Intrinsic = (argument: Json, references: References) => Json;

const intrinsics: Readonly<Partial<Record<string, Intrinsic>>> = {
  Ref: (name, references) => refer(text(name, 'Ref'), references),
  'Fn::GetAtt': (argument, references) => {
    const [id, name]: readonly (string | undefined)[] =
      typeof argument === 'string' ? splitAttribute(argument) : texts(argument, 'Fn::GetAtt', references);
    if (id === undefined || name === undefined) throw new Error('Fn::GetAtt needs a logical id and an attribute');
    return references.attribute(id, name);
  },
  'Fn::Join': (argument, references) => {
    const [separator, values] = list(argument, 'Fn::Join');
    return texts(values, 'Fn::Join', references).join(text(separator, 'Fn::Join'));
  },
  'Fn::Sub': (argument, references) => substitute(argument, references),
  'Fn::ImportValue': (argument, references) => references.imported(text(resolve(argument, references), 'Fn::ImportValue')),
  'Fn::Select': (argument, references) => {
    const [index, values] = list(argument, 'Fn::Select');
    const chosen = list(resolve(values ?? null, references), 'Fn::Select')[Number(text(index, 'Fn::Select'))];
    if (chosen === undefined) throw new Error(`Fn::Select has no value number ${text(index, 'Fn::Select')}`);
    return resolve(chosen, references);
  },
  'Fn::Split': (argument, references) => {
    const [separator, value] = list(argument, 'Fn::Split');
    return text(resolve(value ?? null, references), 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::If': (argument, references) => {
    const [condition, yes, no] = list(argument, 'Fn::If');
    return resolve((references.condition(text(condition, 'Fn::If')) ? yes : no) ?? null, references);
  },
  Condition: (name, references) => references.condition(text(name, 'Condition')),
  'Fn::Equals': (argument, references) => {
    const [left, right] = list(argument, 'Fn::Equals').map((value) => resolve(value, references));
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::Not': (argument, references) => !truths(argument, 'Fn::Not', references)[0],
  'Fn::And': (argument, references) => truths(argument, 'Fn::And', references).every(Boolean),
  'Fn::Or': (argument, references) => truths(argument, 'Fn::Or', references).some(Boolean),
};

/** @throws Error naming a function that is not supported, or a name that nothing in the stack has */
export function resolve(value: Json, references: References): Json {
  if (isList(value)) return value.map((item) => resolve(item, references)).filter((item) => item !== noValue);
  if (!isObject(value)) return value;
  const [only, ...others] = Object.keys(value);
  if (only !== undefined && others.length === 0 && (only in intrinsics || only.startsWith('Fn::'))) {
    return call(only, value, references);
  }
  return resolveProperties(value, references);
}

function call(name: string, value: JsonObject, references: References): Json {
  const intrinsic = intrinsics[name];
  if (intrinsic === undefined) throw new Error(`${name} is not supported`);
  return intrinsic(value[name] ?? null, references);
}

function resolveProperties(value: JsonObject, references: References): JsonObject {
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, references)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== noValue));
}

function refer(name: string, references: References): Json {
  const value = references.ref(name);
  if (value === undefined) throw new Error(`nothing is named "${name}" in this stack`);
  return value;
}

/** Fn::Sub: replaces `${Name}`, `${Resource.Attribute}` and `${!literal}`. In the form of a list, a map brings further names. */
function substitute(argument: Json, references: References): string {
  const [template, map] = typeof argument === 'string' ? [argument, {}] : list(argument, 'Fn::Sub');
  const own = isObject(map) ? resolveProperties(map, references) : {};
  return text(template, 'Fn::Sub').replace(/\$\{([^{}]*)\}/g, (_whole, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const given = own[name];
    if (given !== undefined) return text(given, 'Fn::Sub');
    const [id, attribute] = splitAttribute(name);
    const value = attribute === undefined ? refer(name, references) : references.attribute(id, attribute);
    return text(value, 'Fn::Sub');
  });
}

function splitAttribute(name: string): [string, string | undefined] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
}

function text(value: Json | undefined, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} needs a text, not ${JSON.stringify(value)}`);
}

function list(value: Json, where: string): readonly Json[] {
  if (!isList(value)) throw new Error(`${where} needs a list, not ${JSON.stringify(value)}`);
  return value;
}

function texts(value: Json | undefined, where: string, references: References): string[] {
  return list(resolve(value ?? null, references), where).map((item) => text(item, where));
}

function truths(value: Json, where: string, references: References): boolean[] {
  return list(value, where).map((item) => resolve(item, references) === true);
}
