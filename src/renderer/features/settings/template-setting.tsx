import { useRef } from 'react';
import { Button } from 'react-aria-components';
import { OffcutError, type ErrorReport } from '../../../shared/errors.ts';
import { nameTokens, type NameToken } from '../../../shared/name-template.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { changeSettings, useSettings } from '../../stores/settings-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { DraftedField } from './drafted-field.tsx';
import { exampleName, exampleSource, insertToken } from './example-name.ts';
import styles from './template-setting.module.css';
import { useDraft } from './use-draft.ts';

const cx = classNames(styles);

type Example =
  | { readonly name: string; readonly error: null }
  | { readonly name: null; readonly error: ErrorReport };

function useExample(template: string): Example {
  const { recipe, preset } = useSettings((settings) => settings.cutting);
  try {
    return {
      name: exampleName(template, recipe.output.format, preset, new Date()),
      error: null,
    };
  } catch (error) {
    return { name: null, error: OffcutError.from(error).toReport() };
  }
}

/** How cutouts are called, with an example of it while it is being written. */
export function TemplateSetting() {
  const t = useT();
  const errorText = useErrorText();
  const input = useRef<HTMLInputElement>(null);
  const kept = useSettings((settings) => settings.output.template);
  const draft = useDraft(kept, (template) => {
    void changeSettings({ output: { template } });
  });
  const example = useExample(draft.shown);

  const insert = (token: NameToken) => {
    const element = input.current;
    const end = draft.shown.length;
    const { text, caret } = insertToken(
      draft.shown,
      token,
      element?.selectionStart ?? end,
      element?.selectionEnd ?? end,
    );
    draft.edit(text);
    // After React has written the new text, which would move the caret to its end.
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(caret, caret);
    });
  };

  return (
    <div className={cx('setting')}>
      <DraftedField
        label={t('settings:output.template')}
        layout="row"
        isMonospace
        inputRef={input}
        draft={draft}
        error={example.error === null ? undefined : errorText(example.error)}
        description={
          example.name !== null && (
            <span className={cx('example')}>
              {exampleSource} → <b>{example.name}</b>
            </span>
          )
        }
      />
      <div className={cx('chips')} role="group" aria-label={t('settings:output.insert')}>
        {nameTokens.map((token) => (
          <Tooltip key={token} text={t(`settings:output.tokens.${token}`)}>
            <Button
              className={cx('chip')}
              aria-label={`{${token}}: ${t(`settings:output.tokens.${token}`)}`}
              onPress={() => {
                insert(token);
              }}
            >
              {`{${token}}`}
            </Button>
          </Tooltip>
        ))}
      </div>
    </div>
  );
}
