/** The view of the draft as fleet.yaml. Its editor is large, and loaded when it is wanted. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { lazy, Suspense } from 'react';
import { plural } from '../../core/text/plural.ts';
import type { EditorProps } from './editor-props.ts';

const YamlEditor = lazy(async () => ({ default: (await import('./yaml-editor.tsx')).YamlEditor }));

export function YamlPane(props: EditorProps) {
  const { marks } = props;
  return (
    <SpaceBetween size="xs">
      <Suspense
        fallback={
          <div className="submit-editor" role="status">
            Loading the editor…
          </div>
        }
      >
        <YamlEditor {...props} />
      </Suspense>
      {marks.length > 0 && <StatusIndicator type="error">{plural(marks.length, 'problem')}</StatusIndicator>}
      <div id="yaml-help">
        <Box fontSize="body-s" color="text-body-secondary">
          Tab indents. To leave the editor with the keyboard, press Escape, then Tab.
        </Box>
      </div>
    </SpaceBetween>
  );
}
