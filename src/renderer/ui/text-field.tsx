import type { Ref } from 'react';
import {
  Group,
  Input,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import { FieldFrame, fieldProps, type FieldProps } from './field.tsx';
import styles from './field.module.css';

const cx = classNames(styles);

export interface TextFieldProps
  extends FieldProps, Omit<AriaTextFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {
  readonly placeholder?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
  /** For templates, patterns and paths. */
  readonly isMonospace?: boolean;
}

export function TextField({
  label,
  isLabelHidden = false,
  description,
  error,
  layout = 'stack',
  placeholder = '',
  inputRef = null,
  isMonospace = false,
  ...props
}: TextFieldProps) {
  const field: FieldProps = { label, isLabelHidden, description, error, layout };
  return (
    <AriaTextField {...props} {...fieldProps(field)}>
      <FieldFrame {...field}>
        <Group className={cx('box')}>
          <Input
            ref={inputRef}
            className={cx('input', isMonospace && 'mono')}
            placeholder={placeholder}
            spellCheck={false}
            autoComplete="off"
          />
        </Group>
      </FieldFrame>
    </AriaTextField>
  );
}
