import type { Job } from '../../../shared/queue.ts';
import { Checker } from '../../ui/checker.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './after-side.module.css';
import type { CutoutPlace } from './cutout-place.ts';
import { PictureLayer, type LayerState } from './picture-layer.tsx';
import { useLiking } from './viewer-store.ts';

const cx = classNames(styles);

export interface AfterSideProps {
  readonly job: Job;
  readonly place: CutoutPlace;
  /** Whether the cutout is transparent, so that something can be laid behind it. */
  readonly isClear: boolean;
  readonly onMatteState: (state: LayerState) => void;
}

/** The cutout on what is laid behind it, or its matte. */
export function AfterSide({ job, place, isClear, onMatteState }: AfterSideProps) {
  const look = useLiking((liking) => liking.look);
  const colour = useLiking((liking) => liking.colour);
  const { cutout, source, sourceBox } = place;
  const whole = { x: 0, y: 0, ...cutout };
  return (
    <>
      {isClear && (look === 'checker' || look === 'edge') && <Checker square={8} />}
      {isClear && look === 'colour' && (
        <div className={cx('ground')} style={{ background: colour }} />
      )}
      {look === 'matte' ? (
        <div className={cx('ground', 'black')}>
          {sourceBox && (
            <PictureLayer
              job={job}
              side="matte"
              size={source}
              box={sourceBox}
              onState={onMatteState}
            />
          )}
        </div>
      ) : (
        <div className={cx('ground', look === 'edge' && 'faint')}>
          <PictureLayer job={job} side="after" size={cutout} box={whole} />
        </div>
      )}
      {look === 'edge' && sourceBox && (
        <PictureLayer
          job={job}
          side="edge"
          size={source}
          box={sourceBox}
          isPainted
          onState={onMatteState}
        />
      )}
    </>
  );
}
