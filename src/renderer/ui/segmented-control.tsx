import type { ReactNode } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './segmented-control.module.css';
import { Tooltip } from './tooltip.tsx';

const cx = classNames(styles);

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly shortcut?: string;
}

export interface SegmentedControlProps<T extends string> {
  /** For screen readers. */
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly segments: readonly Segment<T>[];
  /** Icons only, with their labels as tooltips. */
  readonly iconsOnly?: boolean;
  readonly wide?: boolean;
  readonly isDisabled?: boolean;
}

/** One of a few: all of them in sight. */
export function SegmentedControl<T extends string>({
  label,
  value,
  onChange,
  segments,
  iconsOnly = false,
  wide = false,
  isDisabled = false,
}: SegmentedControlProps<T>) {
  const segmentOf = ({ value: id, label: text, icon, shortcut }: Segment<T>) => {
    const button = (
      <ToggleButton
        key={id}
        id={id}
        className={cx('segment', iconsOnly && 'icon')}
        {...(iconsOnly ? { 'aria-label': text } : {})}
      >
        {icon}
        {!iconsOnly && <span className={cx('text')}>{text}</span>}
      </ToggleButton>
    );
    if (!iconsOnly) return button;
    return (
      <Tooltip key={id} text={text} shortcut={shortcut}>
        {button}
      </Tooltip>
    );
  };
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={cx('group', wide && 'wide')}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={isDisabled}
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = segments.find((segment) => keys.has(segment.value));
        if (chosen !== undefined && chosen.value !== value) onChange(chosen.value);
      }}
    >
      {segments.map(segmentOf)}
    </ToggleButtonGroup>
  );
}
