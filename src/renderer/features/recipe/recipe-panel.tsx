import { useState, type ReactNode } from 'react';
import type { Job } from '../../../shared/queue.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import type { Draft } from './drafts.ts';
import { PresetField } from './preset-field.tsx';
import styles from './recipe-panel.module.css';
import { RecipePreview } from './recipe-preview.tsx';
import { BackgroundSection } from './sections/background-section.tsx';
import { CropSection } from './sections/crop-section.tsx';
import { EdgesSection } from './sections/edges-section.tsx';
import { EngineSection } from './sections/engine-section.tsx';
import { OutputSection } from './sections/output-section.tsx';
import { changedSections, useSummaries } from './sections/use-summaries.ts';

const cx = classNames(styles);

const sections = [
  { name: 'background', Section: BackgroundSection },
  { name: 'crop', Section: CropSection },
  { name: 'edges', Section: EdgesSection },
  { name: 'output', Section: OutputSection },
  { name: 'engine', Section: EngineSection },
] as const;
type SectionName = (typeof sections)[number]['name'];

export interface RecipePanelProps {
  /** Which pictures it is about. */
  readonly about: string;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** The picture that the preview shows; null: there is none. */
  readonly job: Job | null;
  readonly footer?: ReactNode;
}

/** A recipe with all its controls, and a picture made by it. */
export function RecipePanel({ about, draft, onChange, job, footer }: RecipePanelProps) {
  const t = useT();
  const summaries = useSummaries();
  const [open, setOpen] = useState<ReadonlySet<SectionName>>(new Set<SectionName>(['background']));
  const { recipe, preset } = draft;
  const changed = changedSections(recipe);
  return (
    <section className={cx('panel')} aria-labelledby="recipe-title">
      <header className={cx('header')}>
        <h2 id="recipe-title">{t('recipe:title')}</h2>
        <p className={cx('about')}>{about}</p>
      </header>
      <RecipePreview job={job} recipe={recipe} />
      <PresetField draft={draft} onChange={onChange} />
      <div className={cx('sections')}>
        {sections.map(({ name, Section }) => (
          <Disclosure
            key={name}
            title={t(`recipe:sections.${name}`)}
            summary={summaries[name](recipe)}
            isChanged={changed[name]}
            isExpanded={open.has(name)}
            onExpandedChange={(isExpanded) => {
              const others = [...open].filter((other) => other !== name);
              setOpen(new Set(isExpanded ? [...others, name] : others));
            }}
          >
            <Section
              recipe={recipe}
              onChange={(next) => {
                onChange({ recipe: next, preset });
              }}
            />
          </Disclosure>
        ))}
      </div>
      {footer !== undefined && <footer className={cx('footer')}>{footer}</footer>}
    </section>
  );
}
