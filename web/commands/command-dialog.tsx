/** The dialog of a command: what it would do, in numbers, what a person may say to it, and the button that sends it. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { plainText } from '../../core/text/plain-text.ts';
import { CliLine } from '../parts/cli-line.tsx';
import type { Asked } from './asked.ts';
import { requestsOf, type Confirmed } from './body-of.ts';
import { CommandFields } from './command-fields.tsx';
import { DialogFrame } from './dialog-frame.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { nothingGiven, problemsOf } from './given.ts';
import { questionOf } from './question.ts';
import { sameOnCli } from './same-on-cli.ts';
import { useCommand } from './use-command.ts';

interface Props {
  readonly fleet: FleetView;
  readonly asked: Asked;
  readonly onClose: () => void;
}

export function CommandDialog({ fleet, asked, onClose }: Props) {
  if (asked.kind === 'edit') return <EditDialog fleet={fleet} asked={asked} onClose={onClose} />;
  return <ConfirmDialog fleet={fleet} asked={asked} onClose={onClose} />;
}

function ConfirmDialog({ fleet, asked, onClose }: Props & { readonly asked: Confirmed }) {
  const [given, setGiven] = useState(nothingGiven);
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const command = useCommand({ fleet, asked, onClose });
  const question = questionOf(command.fleet, asked);
  const problems = problemsOf(asked, given);
  const isTyped = question.typed === null || typed.trim().toLowerCase() === question.typed;
  return (
    <DialogFrame
      {...question}
      command={command}
      isReady={question.possible && isTyped}
      onClose={onClose}
      onConfirm={() => {
        setTried(true);
        if (Object.keys(problems).length === 0) void command.send(requestsOf(asked, given));
      }}
    >
      {!question.possible && <strong>The fleet does not accept this now.</strong>}
      <Sentences sentences={question.sentences} />
      {question.typed !== null && <TypedWord word={question.typed} typed={typed} onType={setTyped} />}
      <CommandFields fleet={command.fleet} asked={asked} given={given} problems={isTried ? problems : {}} onChange={setGiven} />
      <CliLine line={sameOnCli(fleet, asked, given)} />
    </DialogFrame>
  );
}

export function Sentences({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <ul className="command-sentences">
      {sentences.map((sentence) => (
        <li key={sentence}>{plainText(sentence)}</li>
      ))}
    </ul>
  );
}

interface TypedProps {
  readonly word: string;
  readonly typed: string;
  readonly onType: (text: string) => void;
}

function TypedWord({ word, typed, onType }: TypedProps) {
  return (
    <FormField label={`Type ${word} to confirm`}>
      <Input
        autoComplete={false}
        value={typed}
        placeholder={word}
        onChange={({ detail }) => {
          onType(detail.value);
        }}
      />
    </FormField>
  );
}
