/** The draft as a form. What it has no field for stays as it is, and is edited in fleet.yaml. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import { CarefulSection } from './careful-section.tsx';
import { editFleet } from './edit-fleet.ts';
import { FormContext, type FormState } from './fields.tsx';
import type { FleetDocument } from './fleet-document.ts';
import { MoreSections } from './more-sections.tsx';
import { messageAt, type Problem } from './problems.ts';
import { WhatSection } from './what-section.tsx';
import { WhereSection } from './where-section.tsx';

interface Props {
  readonly fleet: FleetDocument;
  readonly problems: readonly Problem[];
  readonly setText: (change: (before: string) => string) => void;
  readonly goTo: (line: number) => void;
}

export function FleetForm({ fleet, problems, setText, goTo }: Props) {
  const { body } = fleet;
  const form = useMemo<FormState | undefined>(
    () =>
      body && {
        body,
        edit: (edits) => {
          setText((before) => editFleet(before, edits));
        },
        problemAt: (path) => messageAt(problems, path),
      },
    [body, problems, setText],
  );
  if (form === undefined) return <Broken line={fleet.broken[0]?.line ?? 1} goTo={goTo} />;
  return (
    <FormContext value={form}>
      <SpaceBetween size="l">
        <WhatSection />
        <WhereSection />
        <CarefulSection />
        <MoreSections />
      </SpaceBetween>
    </FormContext>
  );
}

function Broken({ line, goTo }: { readonly line: number; readonly goTo: (line: number) => void }) {
  return (
    <Alert
      type="error"
      action={
        <Button
          onClick={() => {
            goTo(line);
          }}
        >
          Go to line {line}
        </Button>
      }
    >
      fleet.yaml cannot be read, so the form cannot show it. Mend it in the view fleet.yaml.
    </Alert>
  );
}
