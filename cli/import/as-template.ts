/**
 * Makes the text of another tool fit for a description, which is a template: braces of its own would be taken for a placeholder
 * (semantics 15).
 * Example: 'Print {{name}}' → 'Print {{params.braces}}name}}', with the parameter braces.
 */

/** The parameter that stands for two opening braces. */
export const bracesParam = { name: 'braces', value: '{{' } as const;

const hasPlaceholder = (text: string): boolean => /\{\{[^{}]*\}\}/.test(text);

/** A text that is changed needs `bracesParam` among the params of its fleet. */
export const asTemplate = (text: string): string =>
  hasPlaceholder(text) ? text.replaceAll(bracesParam.value, `{{params.${bracesParam.name}}}`) : text;

/** The param that the texts need, if they need it. */
export const paramsOfTexts = (texts: readonly string[]): Record<string, string> =>
  texts.some((text) => asTemplate(text) !== text) ? { [bracesParam.name]: bracesParam.value } : {};

/** Whether a command, which is no template, has what would be taken for the result of a dependency all the same. */
export const namesDependency = (command: string): boolean => /\{\{\s*deps\./.test(command);
export const mayNotNameDependency = '"{{deps." would be taken for a placeholder: write it in another way.';
