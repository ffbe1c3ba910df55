/** Where the work is done: repositories by name, by a list, or by what they are. */
import Alert from '@cloudscape-design/components/alert';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { plural } from '../../core/text/plural.ts';
import { ChosenRepos } from './chosen-repos.tsx';
import { CheckField, NumberField, TypedField, useForm } from './fields.tsx';
import { textAt, valueAt } from './fleet-document.ts';
import { linesOfTags, tagsOfLines } from './form-values.ts';
import { ListField } from './lines-field.tsx';
import { PasteList } from './paste-list.tsx';
import { RepoPicker } from './repo-picker.tsx';
import { countGroups } from './targets.ts';

export function WhereSection() {
  const { body, problemAt } = useForm();
  const { groups, targets } = countGroups(body);
  const [isNew] = useState(() => ['targets', 'groups', 'selector', 'retry_of'].every((key) => body[key] == null));
  const problem = problemAt(['targets']);
  return (
    <SpaceBetween size="s">
      <Header variant="h3">Where</Header>
      {groups > 0 && (
        <Alert>
          {plural(groups, 'group')} with {plural(targets, 'target')}: edited in fleet.yaml. What is chosen here comes before them.
        </Alert>
      )}
      {body['retry_of'] != null && body['targets'] == null && (
        <Alert>The targets of {textAt(body, ['retry_of'])} that failed, unless you name others.</Alert>
      )}
      {problem !== undefined && <Alert type="error">{problem}</Alert>}
      <ChosenRepos />
      <ExpandableSection headerText="Choose from the onboarded repositories" defaultExpanded={isNew}>
        <RepoPicker />
      </ExpandableSection>
      <ExpandableSection headerText="Paste a list, or take a file">
        <PasteList />
      </ExpandableSection>
      <ExpandableSection headerText="Select by tags and names" defaultExpanded={body['selector'] != null}>
        <SelectorFields />
      </ExpandableSection>
      <CheckField label="Leave out repositories that are not onboarded" path={['unonboarded']} on="skip" />
    </SpaceBetween>
  );
}

function SelectorFields() {
  const { body, edit } = useForm();
  return (
    <SpaceBetween size="s">
      <TypedField
        label="Tags"
        path={['selector', 'tags']}
        rows={2}
        placeholder="team=payments,identity"
        description="One tag in each line. A repository has each of them, with one of its values; a tag alone stands for any value."
        shown={linesOfTags(valueAt(body, ['selector', 'tags']))}
        write={(text) => {
          edit([{ path: ['selector', 'tags'], value: tagsOfLines(text) }]);
        }}
      />
      <ListField
        label="Names"
        path={['selector', 'repos']}
        placeholder="acme/*"
        description="Patterns, of which one fits. Without tags: acme/* or **."
      />
      <ListField label="But not" path={['selector', 'exclude']} placeholder="acme/legacy-*" />
      <NumberField label="At most" path={['selector', 'limit']} description="Takes the first, by owner and name." />
    </SpaceBetween>
  );
}
