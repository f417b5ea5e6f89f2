import { Folder } from 'lucide-react';
import { useId, type Ref } from 'react';
import { Button } from 'react-aria-components';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './place.module.css';
import { placeNameHere } from './place-name-here.ts';

const cx = classNames(styles);

export interface PlaceButtonProps {
  readonly label: string;
  /** null: none is chosen yet. */
  readonly path: string | null;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
  readonly autoFocus?: boolean;
  readonly buttonRef?: Ref<HTMLButtonElement>;
  readonly onPress: () => void;
}

/** A folder that is chosen in the system's dialog: its name, and in small where it lies. */
export function PlaceButton({
  label,
  path,
  error,
  isDisabled = false,
  autoFocus = false,
  buttonRef = null,
  onPress,
}: PlaceButtonProps) {
  const t = useT();
  const id = useId();
  const place = path === null ? null : placeNameHere(path);
  return (
    <div className={cx('place')}>
      <span id={`${id}-label`} className={cx('label')}>
        {label}
      </span>
      <Button
        ref={buttonRef}
        className={cx('button', error !== undefined && 'wrong')}
        aria-labelledby={`${id}-label ${id}-path`}
        {...(error === undefined ? {} : { 'aria-describedby': `${id}-error` })}
        isDisabled={isDisabled}
        autoFocus={autoFocus}
        onPress={onPress}
      >
        <Folder size={16} className={cx('icon')} aria-hidden />
        <span id={`${id}-path`} className={cx('name', place === null && 'empty')}>
          {place === null ? t('folders:form.choose') : place.name}
        </span>
      </Button>
      {place !== null && <PlaceParent path={path ?? ''} parent={place.parent} />}
      {error !== undefined && (
        <p id={`${id}-error`} className={cx('error')} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface PlaceParentProps {
  readonly path: string;
  readonly parent: string;
}

/** Its end is what tells folders apart, so its beginning is what goes where there is no room. */
const PlaceParent = ({ path, parent }: PlaceParentProps) => (
  <span className={cx('parent')} title={path}>
    <bdi data-selectable>{parent}</bdi>
  </span>
);

/** The folder itself, which never changes. */
export function FixedPlace({ label, path }: { readonly label: string; readonly path: string }) {
  const { name, parent } = placeNameHere(path);
  return (
    <div className={cx('place')}>
      <span className={cx('label')}>{label}</span>
      <span className={cx('fixed')}>
        <Folder size={16} className={cx('icon')} aria-hidden />
        <span className={cx('name', 'strong')}>{name}</span>
      </span>
      <PlaceParent path={path} parent={parent} />
    </div>
  );
}
