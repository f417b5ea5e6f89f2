import {
  Button,
  Group,
  Input,
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import { FieldFrame, fieldProps, type FieldProps } from './field.tsx';
import fieldStyles from './field.module.css';
import { ChevronDown, ChevronUp } from './icons.ts';
import styles from './number-field.module.css';

const field = classNames(fieldStyles);
const cx = classNames(styles);

export interface NumberFieldProps
  extends FieldProps, Omit<AriaNumberFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {
  /** Shown after the number, such as `px`. */
  readonly unit?: string | undefined;
  /** As wide as a number needs, not as there is room. */
  readonly isNarrow?: boolean;
  /** What being empty means. */
  readonly placeholder?: string;
}

/** `onChange` comes when the number is done: at Enter, at leaving it, at the steppers. */
export function NumberField({
  label,
  isLabelHidden = false,
  description,
  error,
  layout = 'stack',
  unit,
  isNarrow = false,
  placeholder = '',
  ...props
}: NumberFieldProps) {
  const shared: FieldProps = { label, isLabelHidden, description, error, layout };
  return (
    <AriaNumberField {...props} {...fieldProps(shared)}>
      <FieldFrame {...shared}>
        <Group className={`${field('box')} ${cx('box', isNarrow && 'narrow')}`}>
          <Input className={field('input')} placeholder={placeholder} />
          {unit !== undefined && <span className={cx('unit')}>{unit}</span>}
          <span className={cx('steppers')}>
            <Button slot="increment" className={cx('stepper')}>
              <ChevronUp size={12} />
            </Button>
            <Button slot="decrement" className={cx('stepper')}>
              <ChevronDown size={12} />
            </Button>
          </span>
        </Group>
      </FieldFrame>
    </AriaNumberField>
  );
}
