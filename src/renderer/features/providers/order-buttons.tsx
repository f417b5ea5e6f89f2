import { ArrowDown, ArrowUp } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import styles from './order-buttons.module.css';

const cx = classNames(styles);

export interface OrderButtonsProps {
  readonly name: string;
  readonly place: number;
  readonly last: number;
  readonly onMove: (direction: 'up' | 'down') => void;
}

/** Moves what it stands on in its list; the focus goes along. */
export function OrderButtons({ name, place, last, onMove }: OrderButtonsProps) {
  const t = useT();
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  const pressed = useRef<'up' | 'down' | null>(null);
  // What is moved in the page loses its focus, and so does a button that has come to an end.
  useLayoutEffect(() => {
    if (pressed.current === null) return;
    const [button, other] = pressed.current === 'up' ? [up, down] : [down, up];
    (button.current?.disabled === true ? other : button).current?.focus();
    pressed.current = null;
  }, [place]);
  const move = (direction: 'up' | 'down') => {
    pressed.current = direction;
    onMove(direction);
  };
  return (
    <span className={cx('buttons')}>
      <IconButton
        buttonRef={up}
        size="small"
        label={t('providers:move.up', { name })}
        icon={<ArrowUp size={16} />}
        isDisabled={place === 1}
        onPress={() => {
          move('up');
        }}
      />
      <IconButton
        buttonRef={down}
        size="small"
        label={t('providers:move.down', { name })}
        icon={<ArrowDown size={16} />}
        isDisabled={place === last}
        onPress={() => {
          move('down');
        }}
      />
    </span>
  );
}
