type Name = string | false | null | undefined;

/**
 * Picks classes out of a CSS module: `const cx = classNames(styles)`, then
 * `cx('tile', isSelected && 'selected')`.
 */
export const classNames =
  (styles: Readonly<Record<string, string>>) =>
  (...names: readonly Name[]): string =>
    names.flatMap((name) => (name ? [styles[name] ?? name] : [])).join(' ');
