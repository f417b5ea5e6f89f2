import { useState } from 'react';
import type { KnownKey } from '../../../shared/bridge/contract.ts';
import { say } from '../../stores/toast-store.ts';
import { KeptKey } from './kept-key.tsx';
import { KeyForm, type KeyFormProps } from './key-form.tsx';
import type { KeyTest } from './use-key-test.ts';

export interface KeyControlsProps {
  /** What the key is for. */
  readonly name: string;
  readonly kept: KnownKey | null;
  readonly fields: KeyFormProps['fields'];
  readonly words: {
    readonly save: string;
    readonly saved: string;
    readonly remove: string;
    readonly removed: string;
    readonly testHint: string;
  };
  readonly test: KeyTest;
  /** Whether there is something that the key can be tried on. */
  readonly canTest: boolean;
  readonly onSend: KeyFormProps['onSend'];
  /** Whether it was removed. */
  readonly onRemove: () => Promise<boolean>;
}

/** The ways to enter, try and forget a key. */
export function KeyControls(props: KeyControlsProps) {
  const { name, kept, fields, words, test, canTest, onSend, onRemove } = props;
  const [isEntering, setEntering] = useState(false);
  /** Where the focus goes when what has it is gone. */
  const [focus, setFocus] = useState<'test' | 'replace' | 'field' | null>(null);

  const remove = async () => {
    test.forget();
    setFocus('field');
    if (await onRemove()) say(words.removed);
  };

  return kept === null || isEntering ? (
    <KeyForm
      fields={fields}
      saveLabel={words.save}
      autoFocus={isEntering || focus === 'field'}
      onSend={(parts) => {
        // Before the answer, which may come with the form's end.
        test.forget();
        setFocus('test');
        return onSend(parts);
      }}
      onKept={() => {
        setEntering(false);
        say(words.saved);
      }}
      onCancel={
        kept === null
          ? null
          : () => {
              setEntering(false);
              setFocus('replace');
            }
      }
    />
  ) : (
    <KeptKey
      name={name}
      kept={kept}
      removeLabel={words.remove}
      testHint={words.testHint}
      focus={focus === 'field' ? null : focus}
      isTesting={test.isRunning}
      onTest={canTest ? test.run : null}
      onReplace={() => {
        setEntering(true);
      }}
      onRemove={() => void remove()}
    />
  );
}
