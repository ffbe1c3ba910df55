/** The fields of the form: each shows one part of the request, changes that part only, and says what is wrong with it. */
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import { createContext, useContext, type ReactNode } from 'react';
import type { Edit, Path } from './edit-fleet.ts';
import { valueAt, type Body } from './fleet-document.ts';
import { numberOf, shownText } from './form-values.ts';
import { useTyped } from './use-typed.ts';

export interface FormState {
  readonly body: Body;
  readonly edit: (edits: readonly Edit[]) => void;
  /** What is wrong at a place, or in it. */
  readonly problemAt: (path: Path) => string | undefined;
}

export const FormContext = createContext<FormState | undefined>(undefined);

export function useForm(): FormState {
  const form = useContext(FormContext);
  if (form === undefined) throw new Error('FormContext is missing.');
  return form;
}

interface FieldProps {
  readonly label: string;
  readonly path: Path;
  readonly description?: ReactNode;
  readonly placeholder?: string;
}

interface TypedProps {
  readonly shown: string;
  readonly write: (text: string) => void;
  readonly rows?: number | undefined;
  readonly placeholder?: string | undefined;
  readonly isNumber?: boolean;
  /** Said instead of what the API says. */
  readonly error?: string | undefined;
}

/** A field whose text stands for a part of the request in any way. */
export function TypedField({
  label,
  path,
  description,
  shown,
  write,
  rows,
  placeholder,
  isNumber = false,
  error,
}: Omit<FieldProps, 'placeholder'> & TypedProps) {
  const { problemAt } = useForm();
  const { text, type, flush } = useTyped(shown, write);
  const control = {
    value: text,
    placeholder: placeholder ?? '',
    onChange: ({ detail }: { readonly detail: { readonly value: string } }) => {
      type(detail.value);
    },
    onBlur: flush,
  };
  return (
    <FormField label={label} description={description} errorText={error ?? problemAt(path)} stretch>
      {rows === undefined ? (
        <Input {...control} inputMode={isNumber ? 'decimal' : 'text'} />
      ) : (
        <Textarea {...control} rows={rows} />
      )}
    </FormField>
  );
}

export function TextField({ rows, ...props }: FieldProps & { readonly rows?: number }) {
  const { body, edit } = useForm();
  return (
    <TypedField
      {...props}
      rows={rows}
      shown={shownText(valueAt(body, props.path))}
      write={(text) => {
        edit([{ path: props.path, value: text === '' ? undefined : text }]);
      }}
    />
  );
}

export function NumberField(props: FieldProps) {
  const { body, edit } = useForm();
  return (
    <TypedField
      {...props}
      isNumber
      shown={shownText(valueAt(body, props.path))}
      write={(text) => {
        edit([{ path: props.path, value: numberOf(text) }]);
      }}
    />
  );
}

interface CheckProps extends FieldProps {
  /** The value that a tick stands for; absent: true. */
  readonly on?: unknown;
}

/** Without the tick the key is not there. */
export function CheckField({ label, path, description, on = true }: CheckProps) {
  const { body, edit, problemAt } = useForm();
  const problem = problemAt(path);
  return (
    <Checkbox
      checked={valueAt(body, path) === on}
      description={problem ?? description}
      onChange={({ detail }) => {
        edit([{ path, value: detail.checked ? on : undefined }]);
      }}
    >
      {label}
    </Checkbox>
  );
}

interface ChoiceProps extends FieldProps {
  /** The value '' stands for the default: the key is not there. */
  readonly options: readonly { readonly value: string; readonly label: string; readonly description?: string }[];
}

/** A value that is none of the options is shown as it is. */
export function ChoiceField({ label, path, description, options }: ChoiceProps) {
  const { body, edit, problemAt } = useForm();
  const value = shownText(valueAt(body, path));
  const chosen = options.find((option) => option.value === value) ?? { value, label: value };
  return (
    <FormField label={label} description={description} errorText={problemAt(path)} stretch>
      <Select
        options={options}
        selectedOption={chosen}
        onChange={({ detail }) => {
          const next = detail.selectedOption.value ?? '';
          edit([{ path, value: next === '' ? undefined : next }]);
        }}
      />
    </FormField>
  );
}
