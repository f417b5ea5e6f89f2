import { useT } from '../i18n/use-t.ts';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import styles from './shortcut-sheet.module.css';
import { commandKeys, COPY_KEY, PASTE_KEY, viewerKeys } from './shortcuts.ts';

const cx = classNames(styles);

interface Group {
  readonly title: string;
  readonly rows: readonly (readonly [what: string, ...keys: readonly string[]])[];
}

function useGroups(): readonly Group[] {
  const t = useT();
  return [
    {
      title: t('shell:sheet.everywhere'),
      rows: [
        [t('shell:sheet.addPictures'), commandKeys['add-pictures']],
        [t('shell:sheet.addFolder'), commandKeys['add-folder']],
        [t('shell:sheet.paste'), PASTE_KEY],
        [t('shell:sheet.start'), commandKeys.start],
        [t('shell:sheet.pause'), commandKeys.pause],
        [t('shell:screens.queue'), commandKeys['show-queue']],
        [t('shell:screens.folders'), commandKeys['show-folders']],
        [t('shell:screens.providers'), commandKeys['show-providers']],
        [t('shell:screens.settings'), commandKeys['show-settings']],
        [t('shell:sheet.inspector'), commandKeys['toggle-inspector']],
        [t('shell:sheet.fullScreen'), 'F11'],
        [t('shell:sheet.shortcuts'), commandKeys['show-shortcuts']],
      ],
    },
    {
      title: t('shell:screens.queue'),
      rows: [
        [t('shell:sheet.open'), 'Enter'],
        [t('shell:sheet.quickLook'), 'Space'],
        [t('shell:sheet.find'), commandKeys.find],
        [t('shell:sheet.retry'), 'R'],
        [t('shell:sheet.remove'), 'Delete'],
        [t('shell:sheet.reveal'), 'Mod+Shift+R'],
      ],
    },
    {
      title: t('shell:sheet.viewer'),
      rows: [
        [t('viewer:previous'), ...viewerKeys.previous],
        [t('viewer:next'), ...viewerKeys.next],
        [t('shell:sheet.wipeJump'), ...viewerKeys.mix],
        [t('shell:sheet.wipe'), 'ArrowLeft', 'ArrowRight'],
        [t('shell:sheet.wipeFar'), 'Shift+ArrowLeft', 'Shift+ArrowRight'],
        [t('shell:sheet.wipeEnds'), 'Home', 'End'],
        [t('shell:sheet.holdBefore'), 'B'],
        [t('shell:sheet.fit'), ...viewerKeys.fit],
        [t('shell:sheet.actualSize'), ...viewerKeys.actualSize],
        [t('shell:sheet.zoomIn'), ...viewerKeys.zoomIn],
        [t('shell:sheet.zoomOut'), ...viewerKeys.zoomOut],
        [t('shell:sheet.pan'), 'Space'],
        [t('shell:sheet.panAcross'), ...viewerKeys.panLeft, ...viewerKeys.panRight],
        [t('shell:sheet.panAlong'), ...viewerKeys.panUp, ...viewerKeys.panDown],
        [t('viewer:actions.copy'), COPY_KEY],
        [t('viewer:actions.again'), ...viewerKeys.retry],
        [t('shell:sheet.reveal'), ...viewerKeys.reveal],
        [t('viewer:back'), ...viewerKeys.close],
      ],
    },
  ];
}

export interface ShortcutSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** All keys on one page. */
export function ShortcutSheet({ isOpen, onClose }: ShortcutSheetProps) {
  const t = useT();
  const groups = useGroups();
  return (
    <Dialog title={t('shell:sheet.title')} isOpen={isOpen} onClose={onClose}>
      <div className={cx('groups')}>
        {groups.map(({ title, rows }) => (
          <section key={title} className={cx('group')}>
            <h3>{title}</h3>
            <dl>
              {rows.map(([what, ...keys]) => (
                <div key={what} className={cx('row')}>
                  <dt>{what}</dt>
                  <dd className={cx('keys')}>
                    {keys.map((shortcut) => (
                      <Kbd key={shortcut} keys={shortcut} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
