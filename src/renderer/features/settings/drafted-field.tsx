import type { ReactNode, RefObject } from 'react';
import { TextField } from '../../ui/text-field.tsx';
import type { Draft } from './use-draft.ts';

export interface DraftedFieldProps {
  readonly label: string;
  readonly layout?: 'stack' | 'row';
  readonly draft: Draft<string>;
  /** Why what is entered cannot be kept. */
  readonly error: string | undefined;
  readonly description?: ReactNode;
  /** What being empty means. */
  readonly placeholder?: string;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  readonly isMonospace?: boolean;
}

/** Text that is kept at Enter and at leaving it, where it is right; Escape takes it back. */
export function DraftedField({ draft, error, description, inputRef, ...props }: DraftedFieldProps) {
  return (
    <TextField
      {...props}
      {...(inputRef === undefined ? {} : { inputRef })}
      {...(description === undefined ? {} : { description })}
      error={error}
      value={draft.shown}
      onChange={draft.edit}
      onBlur={() => {
        if (error === undefined) draft.keep();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && error === undefined) draft.keep();
        else if (event.key === 'Escape') draft.drop();
        else event.continuePropagation();
      }}
    />
  );
}
