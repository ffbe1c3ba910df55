/** The fields of the dialog of a phase: a switch, and a text or number with its help and its problem. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Toggle from '@cloudscape-design/components/toggle';
import type { PhaseField, PhaseOptions } from './phase-options.ts';

export interface FieldsProps {
  readonly options: PhaseOptions;
  readonly errors: Readonly<Partial<Record<PhaseField, string>>>;
  readonly onChange: (part: Partial<PhaseOptions>) => void;
}

type FieldOf<T> = { [K in PhaseField]: PhaseOptions[K] extends T ? K : never }[PhaseField];

interface SwitchProps {
  readonly fields: FieldsProps;
  readonly field: FieldOf<boolean>;
  readonly label: string;
  readonly help?: string;
}

export function Switch({ fields: { options, onChange }, field, label, help }: SwitchProps) {
  return (
    <Toggle
      checked={options[field]}
      description={help}
      onChange={({ detail }) => {
        onChange({ [field]: detail.checked });
      }}
    >
      {label}
    </Toggle>
  );
}

interface TextProps {
  readonly fields: FieldsProps;
  readonly field: FieldOf<string>;
  readonly label: string;
  readonly help?: string;
  readonly isNumber?: boolean;
  readonly disabled?: boolean;
}

export function TextField({
  fields: { options, errors, onChange },
  field,
  label,
  help,
  isNumber = false,
  disabled = false,
}: TextProps) {
  return (
    <FormField label={label} description={help} errorText={errors[field]}>
      <Input
        value={options[field]}
        disabled={disabled}
        inputMode={isNumber ? 'decimal' : 'text'}
        spellcheck={false}
        onChange={({ detail }) => {
          onChange({ [field]: detail.value });
        }}
      />
    </FormField>
  );
}
