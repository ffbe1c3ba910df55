/** How the editor looks: in the colours of the library, so that dark follows. */
import { defaultHighlightStyle, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import {
  colorBackgroundContainerContent,
  colorBackgroundInputDefault,
  colorBackgroundLayoutMain,
  colorBackgroundStatusInfo,
  colorBorderDividerDefault,
  colorBorderInputDefault,
  colorBorderItemFocused,
  colorTextBodyDefault,
  colorTextBodySecondary,
  colorTextLinkDefault,
  colorTextStatusError,
  colorTextStatusSuccess,
} from '@cloudscape-design/design-tokens';

const theme = EditorView.theme({
  '&': {
    ...{ height: '440px', fontSize: '13px', color: colorTextBodyDefault, backgroundColor: colorBackgroundInputDefault },
    ...{ border: `1px solid ${colorBorderInputDefault}`, borderRadius: '8px', overflow: 'hidden' },
  },
  '&.cm-focused': { outline: `2px solid ${colorBorderItemFocused}` },
  '.cm-scroller': { fontFamily: 'Monaco, Menlo, Consolas, "Courier Prime", Courier, "Courier New", monospace', overflow: 'auto' },
  '.cm-content': { caretColor: colorTextBodyDefault },
  '.cm-cursor': { borderLeftColor: colorTextBodyDefault },
  '.cm-gutters': {
    ...{ color: colorTextBodySecondary, backgroundColor: colorBackgroundLayoutMain },
    borderRight: `1px solid ${colorBorderDividerDefault}`,
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: colorBackgroundStatusInfo },
  '.cm-placeholder': { color: colorTextBodySecondary },
  '.cm-tooltip': {
    ...{ color: colorTextBodyDefault, backgroundColor: colorBackgroundContainerContent },
    border: `1px solid ${colorBorderDividerDefault}`,
  },
  '.cm-diagnostic-error': { borderLeftColor: colorTextStatusError },
});

/** In place of colours that are made for a white ground: keys, texts, comments. */
const colours: Readonly<Record<string, string>> = {
  '#00c': colorTextLinkDefault,
  '#a11': colorTextStatusSuccess,
  '#e40': colorTextStatusSuccess,
  '#940': colorTextBodySecondary,
};

const words = HighlightStyle.define(
  defaultHighlightStyle.specs.map(({ tag, color }) => ({ tag, color: colours[String(color)] ?? colorTextBodyDefault })),
);

export const looks = [theme, syntaxHighlighting(words)];
