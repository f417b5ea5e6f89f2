import { useRef, useState } from 'react';
import type { StagingSettings } from '../../../shared/staging.ts';
import { useT } from '../../i18n/use-t.ts';
import { say } from '../../stores/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { classNames } from '../../ui/class-names.ts';
import { TextField } from '../../ui/text-field.tsx';
import { isSame } from '../recipe/edit/is-same.ts';
import {
  bucketTexts,
  checkedFields,
  fieldsOf,
  type BucketFields,
  type BucketText,
} from './bucket-fields.ts';
import styles from './bucket-form.module.css';
import { changeBucket } from './bucket-requests.ts';

const cx = classNames(styles);

/** Examples, and the folder that it is where none is entered. */
const placeholders: Readonly<Record<BucketText, string>> = {
  endpoint: 'https://s3.example.com',
  region: 'eu-central-1',
  bucket: 'my-pictures',
  prefix: 'offcut/',
};

/** Where the bucket is. Kept as a whole: half of it would lead pictures somewhere else. */
export function BucketForm({ staging }: { readonly staging: StagingSettings | null }) {
  const t = useT();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<BucketFields | null>(null);
  const [wrong, setWrong] = useState<readonly BucketText[]>([]);
  const kept = fieldsOf(staging);
  const shown = draft ?? kept;

  const edit = (change: Partial<BucketFields>) => {
    setDraft({ ...shown, ...change });
    setWrong(wrong.filter((field) => !(field in change)));
  };
  const focus = (field: BucketText) => {
    const input = form.current?.elements.namedItem(field);
    if (input instanceof HTMLElement) input.focus();
  };
  const save = async () => {
    const checked = checkedFields(shown);
    setWrong(checked.wrong);
    if (checked.staging === null) {
      const [first] = checked.wrong;
      if (first !== undefined) focus(first);
    } else if (await changeBucket(checked.staging)) {
      setDraft(null);
      say(t('providers:bucket.saved'));
    }
  };
  const remove = async () => {
    if (!(await changeBucket(null))) return;
    setDraft(null);
    setWrong([]);
    // The button that was pressed is gone.
    focus('endpoint');
    say(t('providers:bucket.removed'));
  };

  return (
    <form
      ref={form}
      className={cx('form')}
      aria-label={t('providers:bucket.title')}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className={cx('fields')}>
        {bucketTexts.map((field) => (
          <TextField
            key={field}
            name={field}
            label={t(`providers:bucket.fields.${field}`)}
            description={t(`providers:bucket.notes.${field}`)}
            placeholder={placeholders[field]}
            isMonospace
            error={wrong.includes(field) ? t(`providers:bucket.wrong.${field}`) : undefined}
            value={shown[field]}
            onChange={(value) => {
              edit({ [field]: value });
            }}
          />
        ))}
      </div>
      <Checkbox
        label={t('providers:bucket.pathStyle')}
        description={t('providers:bucket.pathStyleNote')}
        isSelected={shown.pathStyle}
        onChange={(pathStyle) => {
          edit({ pathStyle });
        }}
      />
      <div className={cx('actions')}>
        <Button type="submit">{t('providers:bucket.save')}</Button>
        {staging !== null && (
          <Button variant="danger" onPress={() => void remove()}>
            {t('providers:bucket.remove')}
          </Button>
        )}
        <span role="status" className={cx('unsaved')}>
          {!isSame(shown, kept) && t('providers:bucket.unsaved')}
        </span>
      </div>
    </form>
  );
}
