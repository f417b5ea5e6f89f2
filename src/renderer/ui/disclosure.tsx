import type { ReactNode } from 'react';
import {
  Button,
  Disclosure as AriaDisclosure,
  DisclosurePanel,
  Heading,
  type DisclosureProps as AriaDisclosureProps,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './disclosure.module.css';
import { ChevronRight } from './icons.ts';

const cx = classNames(styles);

export interface DisclosureProps extends Omit<
  AriaDisclosureProps,
  'className' | 'style' | 'children'
> {
  readonly title: string;
  /** What is chosen inside, while it is closed: "subject + 5 %". */
  readonly summary?: string | undefined;
  /** Differs from its default: the summary is in the full colour of text. */
  readonly isChanged?: boolean;
  readonly children: ReactNode;
}

/** A section that opens. `isExpanded` and `onExpandedChange`, or `defaultExpanded`. */
export function Disclosure({
  title,
  summary,
  isChanged = false,
  children,
  ...props
}: DisclosureProps) {
  return (
    <AriaDisclosure {...props} className={cx('disclosure')}>
      <Heading level={3} className={cx('heading')}>
        <Button slot="trigger" className={cx('trigger')}>
          <ChevronRight size={16} className={cx('chevron')} aria-hidden />
          <span className={cx('title')}>{title}</span>
          {summary !== undefined && (
            <span className={cx('summary', isChanged && 'changed')}>{summary}</span>
          )}
        </Button>
      </Heading>
      <DisclosurePanel className={cx('panel')}>
        <div className={cx('content')}>{children}</div>
      </DisclosurePanel>
    </AriaDisclosure>
  );
}
