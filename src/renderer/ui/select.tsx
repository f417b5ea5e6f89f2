import {
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
  type SelectProps as AriaSelectProps,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import { FieldFrame, fieldProps, type FieldProps } from './field.tsx';
import { Check, ChevronDown } from './icons.ts';
import popoverStyles from './popover.module.css';
import styles from './select.module.css';

const cx = classNames(styles);
const popover = classNames(popoverStyles);

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly description?: string;
}

export interface SelectProps<T extends string>
  extends
    FieldProps,
    Pick<AriaSelectProps, 'isDisabled' | 'autoFocus' | 'isOpen' | 'onOpenChange' | 'placeholder'> {
  /** null: none is chosen; `placeholder` says so. */
  readonly value: T | null;
  readonly onChange: (value: T) => void;
  readonly options: readonly SelectOption<T>[];
}

export function Select<T extends string>({
  label,
  isLabelHidden = false,
  description,
  error,
  layout = 'stack',
  value,
  onChange,
  options,
  ...props
}: SelectProps<T>) {
  const field: FieldProps = { label, isLabelHidden, description, error, layout };
  return (
    <AriaSelect
      {...props}
      {...fieldProps(field)}
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      <FieldFrame {...field}>
        <Button className={cx('button')}>
          <SelectValue className={cx('value')}>
            {({ selectedText, isPlaceholder, defaultChildren }) =>
              isPlaceholder ? defaultChildren : selectedText
            }
          </SelectValue>
          <ChevronDown size={16} className={cx('chevron')} aria-hidden />
        </Button>
      </FieldFrame>
      <Popover offset={4} className={popover('popover')}>
        <ListBox className={cx('list')} items={options}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={cx('option')}>
              <span className={cx('tick')}>
                {option.value === value && <Check size={16} aria-hidden />}
              </span>
              <span className={cx('words')}>
                <Text slot="label">{option.label}</Text>
                {option.description !== undefined && (
                  <Text slot="description" className={cx('description')}>
                    {option.description}
                  </Text>
                )}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
