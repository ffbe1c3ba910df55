/** The same on the command line: the file to copy or to keep, and the line that submits it. */
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CliLine } from '../parts/cli-line.tsx';

export function OnCommandLine({ text }: { readonly text: string }) {
  return (
    <ExpandableSection headerText="The same on the command line">
      <SpaceBetween size="s">
        <CliLine line="bgagent fleet submit -f fleet.yaml" />
        <SpaceBetween direction="horizontal" size="xs">
          <CopyToClipboard
            copyButtonText="Copy fleet.yaml"
            copySuccessText="Copied"
            copyErrorText="This browser did not let it be copied"
            textToCopy={text}
          />
          <Button
            iconName="download"
            onClick={() => {
              download(text);
            }}
          >
            Download fleet.yaml
          </Button>
        </SpaceBetween>
      </SpaceBetween>
    </ExpandableSection>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'fleet.yaml';
  link.click();
  URL.revokeObjectURL(address);
}
