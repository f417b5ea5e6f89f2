import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

const cx = classNames(styles);

/** What every field has. */
export interface FieldProps {
  readonly label: string;
  /** Only for screen readers, where what is around it says it. */
  readonly isLabelHidden?: boolean;
  readonly description?: ReactNode;
  /** Why what is in it cannot be used. */
  readonly error?: string | undefined;
  /** `stack`: the label above; `row`: the label at the left. */
  readonly layout?: 'stack' | 'row';
}

/** The props of React Aria's field for these. */
export const fieldProps = ({ label, isLabelHidden, error, layout = 'stack' }: FieldProps) => ({
  ...(isLabelHidden === true ? { 'aria-label': label } : {}),
  className: cx('field', layout),
  isInvalid: error !== undefined,
});

interface FieldFrameProps extends FieldProps {
  readonly children: ReactNode;
}

/** Label, control, description and error of a field, inside React Aria's. */
export function FieldFrame(props: FieldFrameProps) {
  const { label, isLabelHidden = false, description, error, children } = props;
  return (
    <>
      {!isLabelHidden && <Label className={cx('label')}>{label}</Label>}
      <div className={cx('control')}>
        {children}
        {description !== undefined && (
          <Text slot="description" className={cx('description')}>
            {description}
          </Text>
        )}
        {error !== undefined && <FieldError className={cx('error')}>{error}</FieldError>}
      </div>
    </>
  );
}
