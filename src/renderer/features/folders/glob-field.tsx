import { useState } from 'react';
import { Button, Tag, TagGroup, TagList } from 'react-aria-components';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { X } from '../../ui/icons.ts';
import { TextField } from '../../ui/text-field.tsx';
import styles from './glob-field.module.css';

const cx = classNames(styles);

export interface GlobFieldProps {
  readonly label: string;
  readonly description: string;
  readonly error: string | undefined;
  readonly globs: readonly string[];
  /** Resolves to whether they were taken. */
  readonly onChange: (globs: readonly string[]) => Promise<boolean>;
}

/** Patterns as chips; one more is typed behind them. */
export function GlobField({ label, description, error, globs, onChange }: GlobFieldProps) {
  const t = useT();
  const [typed, setTyped] = useState('');

  const add = async () => {
    const glob = typed.trim();
    if (glob === '') return;
    // What was refused stays, to be put right.
    if (globs.includes(glob) || (await onChange([...globs, glob]))) setTyped('');
  };
  return (
    <div className={cx('field')}>
      <TextField
        label={label}
        description={description}
        error={error}
        isMonospace
        placeholder={t('folders:options.addPattern')}
        value={typed}
        onChange={setTyped}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void add();
        }}
        onBlur={() => void add()}
      />
      {globs.length > 0 && (
        <TagGroup
          aria-label={label}
          onRemove={(removed) => void onChange(globs.filter((glob) => !removed.has(glob)))}
        >
          <TagList className={cx('chips')}>
            {globs.map((glob) => (
              <Tag key={glob} id={glob} textValue={glob} className={cx('chip')}>
                <span className={cx('glob')}>{glob}</span>
                <Button
                  slot="remove"
                  className={cx('remove')}
                  aria-label={t('folders:options.removePattern', { glob })}
                >
                  <X size={12} />
                </Button>
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
    </div>
  );
}
