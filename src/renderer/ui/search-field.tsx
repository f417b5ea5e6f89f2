import type { Ref } from 'react';
import {
  Button,
  Group,
  Input,
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
} from 'react-aria-components';
import { useT } from '../i18n/use-t.ts';
import { classNames } from './class-names.ts';
import fieldStyles from './field.module.css';
import { Search, X } from './icons.ts';
import styles from './search-field.module.css';

const field = classNames(fieldStyles);
const cx = classNames(styles);

export interface SearchFieldProps extends Omit<
  AriaSearchFieldProps,
  'className' | 'style' | 'children' | 'aria-label'
> {
  readonly label: string;
  readonly placeholder?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export function SearchField({
  label,
  placeholder = label,
  inputRef = null,
  ...props
}: SearchFieldProps) {
  const t = useT();
  return (
    <AriaSearchField {...props} aria-label={label} className={cx('search')}>
      <Group className={field('box')}>
        <Search size={16} className={cx('icon')} aria-hidden />
        <Input
          ref={inputRef}
          className={cx('input')}
          placeholder={placeholder}
          spellCheck={false}
        />
        <Button className={cx('clear')} aria-label={t('common:clear')}>
          <X size={14} />
        </Button>
      </Group>
    </AriaSearchField>
  );
}
