/** The editor of a fleet.yaml: line numbers, colours, marks on the lines that are wrong. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { EditorProps } from './editor-props.ts';
import type { Mark } from './fleet-document.ts';
import { looks } from './yaml-looks.tsx';

const example = `title: Migrate to slog
task_description: |
  Migrate {{repo}} from log to slog.
targets: [acme/auth, acme/users]`;

export function YamlEditor({ text, marks, setText, jump }: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useEffectEvent((now: string) => {
    if (now !== text) setText(now);
  });
  const begin = useEffectEvent((parent: HTMLElement) => new EditorView({ parent, state: stateOf(text, changed) }));
  useEffect(() => {
    if (place.current === null) return undefined;
    const made = begin(place.current);
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor !== null) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(marks, editor.state.doc.length)));
  }, [marks]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || jump === undefined) return;
    const { from } = editor.state.doc.line(Math.min(Math.max(1, jump.line), editor.state.doc.lines));
    editor.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
    editor.focus();
  }, [jump]);
  return <div ref={place} className="submit-editor" />;
}

const diagnosticsOf = (marks: readonly Mark[], length: number) =>
  marks.map(({ from, to, message }) => ({
    from: Math.min(from, length),
    to: Math.min(to, length),
    severity: 'error' as const,
    message,
  }));

const stateOf = (doc: string, changed: (text: string) => void): EditorState =>
  EditorState.create({
    doc,
    extensions: [
      ...[lineNumbers(), highlightActiveLineGutter(), lintGutter(), history(), drawSelection(), highlightActiveLine()],
      ...[bracketMatching(), indentOnInput(), yaml(), looks, placeholder(example), EditorView.lineWrapping],
      keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': 'fleet.yaml', 'aria-describedby': 'yaml-help' }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged) changed(state.doc.toString());
      }),
    ],
  });
