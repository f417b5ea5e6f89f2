import type { Job } from '../../../shared/queue.ts';
import { Checker } from '../../ui/checker.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './after-side.module.css';
import type { CutoutPlace } from './cutout-place.ts';
import { PictureLayer } from './picture-layer.tsx';
import { useLiking } from './viewer-store.ts';

const cx = classNames(styles);

export interface AfterSideProps {
  readonly job: Job;
  readonly place: CutoutPlace;
  readonly hasMatte: boolean;
}

/** The cutout on what is laid behind it, or its matte. */
export function AfterSide({ job, place, hasMatte }: AfterSideProps) {
  const liked = useLiking((liking) => liking.look);
  const colour = useLiking((liking) => liking.colour);
  const look = hasMatte ? liked : null;
  const { cutout, source, sourceBox } = place;
  const whole = { x: 0, y: 0, ...cutout };
  return (
    <>
      {(look === 'checker' || look === 'edge') && <Checker square={8} />}
      {look === 'colour' && <div className={cx('ground')} style={{ background: colour }} />}
      {look === 'matte' ? (
        <div className={cx('ground', 'black')}>
          {sourceBox && <PictureLayer job={job} side="matte" size={source} box={sourceBox} />}
        </div>
      ) : (
        <div className={cx('ground', look === 'edge' && 'faint')}>
          <PictureLayer job={job} side="after" size={cutout} box={whole} />
        </div>
      )}
      {look === 'edge' && sourceBox && (
        <PictureLayer job={job} side="edge" size={source} box={sourceBox} isMask />
      )}
    </>
  );
}
