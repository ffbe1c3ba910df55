/**
 * The rule "an `as` has a comment": an assertion tells the compiler what it cannot see, so a comment on its line or on the line above
 * says why it is true. `as const` and `as unknown` assert nothing.
 */
export const asHasAComment = {
  meta: {
    type: 'suggestion',
    docs: { description: 'require a comment at each type assertion' },
    messages: { missing: 'Say why this `as` is true, in a comment on its line or the line above; or do without it.' },
    schema: [],
  },
  create(context) {
    const linesWithComments = new Set(
      context.sourceCode
        .getAllComments()
        .flatMap(({ loc }) => Array.from({ length: loc.end.line - loc.start.line + 1 }, (_, at) => loc.start.line + at)),
    );
    return {
      TSAsExpression(node) {
        const { typeName, type } = node.typeAnnotation;
        const assertsNothing = typeName?.name === 'const' || type === 'TSUnknownKeyword';
        const lines = [node.loc.start.line - 1, node.loc.start.line, node.typeAnnotation.loc.start.line];
        if (!assertsNothing && !lines.some((line) => linesWithComments.has(line))) context.report({ node, messageId: 'missing' });
      },
    };
  },
};
