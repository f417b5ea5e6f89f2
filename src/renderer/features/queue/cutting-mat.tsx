import { classNames } from '../../ui/class-names.ts';
import styles from './cutting-mat.module.css';

const cx = classNames(styles);

/** A drawn cutting mat with the dashed outline of something that was cut out. */
export const CuttingMat = () => (
  <svg className={cx('mat')} viewBox="0 0 240 150" aria-hidden>
    <rect className={cx('board')} x="1" y="1" width="238" height="148" rx="12" />
    <g className={cx('lines')}>
      {Array.from({ length: 11 }, (_, at) => (
        <path key={`v${at}`} d={`M${20 * (at + 1)} 10V140`} />
      ))}
      {Array.from({ length: 6 }, (_, at) => (
        <path key={`h${at}`} d={`M10 ${20 * (at + 1) + 5}H230`} />
      ))}
    </g>
    <path
      className={cx('outline')}
      d="M84 112c-4-30 2-62 20-72 10-6 30-6 40 0 10 6 12 16 12 22 12-2 22 4 22 18s-10 22-24 20c-4 10-8 14-12 16-16 6-46 6-58-4z"
    />
    <path className={cx('outline')} d="M156 74c8-2 12 2 12 8s-6 10-14 8" />
  </svg>
);
