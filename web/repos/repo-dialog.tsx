/** Onboards a repository, or changes the settings of one. All that is wrong is told at once, at its field. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Repository } from '../../contracts/repository.ts';
import { client } from '../api/browser-client.ts';
import { CliLine } from '../parts/cli-line.tsx';
import type { Told } from './place-problems.ts';
import { RepoFields } from './repo-fields.tsx';
import { emptyForm, formOf, formProblems, patchRequest, placedInForm, putRequest, repoCli } from './repo-form.ts';
import { repoParams } from './repo-params.ts';
import { useChangeRepo } from './use-change-repo.ts';

interface Props {
  /** Absent: a new one is onboarded. */
  readonly repo?: Repository;
  readonly onClose: () => void;
}

export function RepoDialog({ repo: given, onClose }: Props) {
  // One that was removed is onboarded anew, with the settings that it had.
  const isNew = given?.status !== 'active';
  const [form, setForm] = useState(given === undefined ? emptyForm : formOf(given));
  const [asked, setAsked] = useState(false);
  const { send, isSending, error } = useChangeRepo(onClose);
  const name = form.repo.trim();
  const request = isNew ? putRequest(form) : patchRequest(given, form);
  const found = formProblems(form, request, given === undefined);
  const told: readonly Told[] = asked ? [...found, ...(error?.details ?? [])] : [];
  const { fields, others } = placedInForm(told);
  const isSame = !isNew && Object.keys(request).length === 0;
  const submit = () => {
    setAsked(true);
    if (found.length > 0 || isSame) return;
    const params = repoParams(name);
    if (isNew) send(() => client.putRepo({ params, body: request }), `${name} is onboarded.`);
    else send(() => client.editRepo({ params, body: request }), `The settings of ${name} are changed.`);
  };
  return (
    <Modal
      visible
      header={isNew ? 'Onboard a repository' : `Settings of ${name}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Not now
            </Button>
            <Button variant="primary" loading={isSending} disabled={isSame} onClick={submit}>
              {isNew ? 'Onboard' : 'Save'}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="l">
        <RepoFields form={form} errors={fields} hasName={given === undefined} onChange={setForm} />
        {others.length > 0 && <Alert type="error">{others.join(' ')}</Alert>}
        {error && error.details.length === 0 && <Alert type="error">{error.message}</Alert>}
        <CliLine line={repoCli(isNew ? 'onboard' : 'edit', name, request)} />
      </SpaceBetween>
    </Modal>
  );
}
