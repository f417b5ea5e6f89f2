import { useRef } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { AboutSection } from './about-section.tsx';
import { ApiSection } from './api/api-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { OutputSection } from './output-section.tsx';
import { PerformanceSection } from './performance-section.tsx';
import { PresetsSection } from './presets-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { sectionIds, type SectionId } from './section-ids.ts';
import styles from './settings-screen.module.css';
import { useSectionInSight } from './use-section-in-sight.ts';

const cx = classNames(styles);

const sections = {
  general: GeneralSection,
  output: OutputSection,
  performance: PerformanceSection,
  privacy: PrivacySection,
  presets: PresetsSection,
  api: ApiSection,
  about: AboutSection,
} as const satisfies Readonly<Record<SectionId, () => React.ReactNode>>;

/** All settings on one page, in the order in which people look for them. */
export function SettingsScreen() {
  const t = useT();
  const page = useRef<HTMLDivElement>(null);
  const { inSight, show } = useSectionInSight(page);
  return (
    <div className={cx('settings')}>
      <nav className={cx('nav')} aria-label={t('settings:sections')}>
        <h1 className={cx('title')}>{t('settings:title')}</h1>
        {sectionIds.map((id) => (
          <button
            key={id}
            type="button"
            className={cx('anchor')}
            aria-current={id === inSight ? 'location' : 'false'}
            onClick={() => {
              show(id);
            }}
          >
            {t(`settings:${id}.title`)}
          </button>
        ))}
      </nav>
      <div ref={page} className={cx('page')}>
        <div className={cx('sections')}>
          {sectionIds.map((id) => {
            const Section = sections[id];
            return (
              <section key={id} data-section={id} className={cx('section')} aria-labelledby={id}>
                <h2 id={id} tabIndex={-1}>
                  {t(`settings:${id}.title`)}
                </h2>
                <Section />
              </section>
            );
          })}
        </div>
      </div>
    </div>
  );
}
