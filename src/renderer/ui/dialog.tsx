import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useT } from '../i18n/use-t.ts';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';
import { IconButton } from './icon-button.tsx';
import { X } from './icons.ts';

const cx = classNames(styles);

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** `alertdialog`: asks for consent; it has no cross, only its actions. */
  readonly role?: 'dialog' | 'alertdialog';
  /** Buttons, the one that does it last. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Stands in the way: for consent, and for what is read and closed. Nothing else. */
export function Dialog({
  title,
  isOpen,
  onClose,
  role = 'dialog',
  actions,
  children,
}: DialogProps) {
  const t = useT();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable={role === 'dialog'}
      className={cx('scrim')}
    >
      <Modal className={cx('modal')}>
        <AriaDialog role={role} className={cx('dialog')}>
          <header className={cx('header')}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {role === 'dialog' && (
              <IconButton label={t('common:close')} icon={<X size={16} />} onPress={onClose} />
            )}
          </header>
          <div className={cx('body')}>{children}</div>
          {actions !== undefined && <footer className={cx('actions')}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
