import { useEffect, useState, type ReactNode } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { addTransfer } from './add-actions.ts';
import styles from './drop-target.module.css';

const cx = classNames(styles);

const brings = (transfer: DataTransfer | null) =>
  transfer !== null &&
  (transfer.types.includes('Files') || transfer.types.includes('text/uri-list'));

const isTyping = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;

/** Takes what is dropped anywhere in the window, and what is pasted. */
export function DropTarget({ children }: { readonly children: ReactNode }) {
  const t = useT();
  const [isOver, setOver] = useState(false);
  const nothing = t('queue:noPicture');
  useEffect(() => {
    /** Enters and leaves of nested elements. */
    let depth = 0;
    const set = (next: number) => {
      depth = Math.max(0, next);
      setOver(depth > 0);
    };
    const onEnter = (event: DragEvent) => {
      if (brings(event.dataTransfer)) set(depth + 1);
    };
    const onLeave = (event: DragEvent) => {
      if (brings(event.dataTransfer)) set(depth - 1);
    };
    const onOver = (event: DragEvent) => {
      // Without this, the page would go to what is dropped.
      event.preventDefault();
      if (event.dataTransfer !== null) {
        event.dataTransfer.dropEffect = brings(event.dataTransfer) ? 'copy' : 'none';
      }
    };
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      set(0);
      if (event.dataTransfer !== null) void addTransfer(event.dataTransfer, nothing);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (event.clipboardData === null || isTyping(event.target)) return;
      event.preventDefault();
      void addTransfer(event.clipboardData, nothing);
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, [nothing]);
  return (
    <div className={cx('target')}>
      {children}
      {isOver && (
        <div className={cx('over')}>
          <span>{t('queue:drop')}</span>
        </div>
      )}
    </div>
  );
}
