import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Size } from '../../../shared/cutout.ts';
import type { Job } from '../../../shared/queue.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import { showsThrough } from '../../../shared/shows-through.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { AfterSide } from './after-side.tsx';
import { Canvas } from './canvas.tsx';
import { withMode, withPicture } from './canvas-state.ts';
import { cutoutPlace } from './cutout-place.ts';
import { Pane } from './pane.tsx';
import type { Mode } from './panes.ts';
import { PictureLayer, type LayerState } from './picture-layer.tsx';
import { SideLabel } from './side-label.tsx';
import styles from './stage.module.css';
import { StatePanel } from './state-panel.tsx';
import { useSourceSize } from './use-source-size.ts';
import { canvas, changeCanvas, useLiking } from './viewer-store.ts';
import { WipeHandle } from './wipe-handle.tsx';

const cx = classNames(styles);

/** Tells the canvas what it shows. `name` differs for what is to be fitted anew. */
function useShown(name: string, picture: Size | null | undefined, mode: Mode): void {
  const last = useRef('');
  const { width, height } = picture ?? {};
  useLayoutEffect(() => {
    changeCanvas((state) => withMode(state, mode));
  }, [mode]);
  useLayoutEffect(() => {
    if (width === undefined || height === undefined) return;
    const isAnother = last.current !== name;
    last.current = name;
    changeCanvas((state) => withPicture(state, { width, height }, isAnother));
  }, [name, width, height]);
}

const toggle = () => {
  const { mode } = canvas.get();
  if (mode !== 'toggle') return;
  changeCanvas((state) => ({ ...state, side: state.side === 'before' ? 'after' : 'before' }));
};

export interface StageProps {
  readonly job: Job;
  /** Undefined while it is read. */
  readonly recipe: Recipe | undefined;
}

/** Before and after of a job, or what keeps it from having an after. */
export function Stage({ job, recipe }: StageProps) {
  const t = useT();
  const liked = useLiking((liking) => liking.mode);
  const facts = job.state.name === 'done' ? job.state.facts : null;
  const isDone = facts !== null;
  const place = useMemo(
    () => (facts === null || recipe === undefined ? null : cutoutPlace(facts, recipe)),
    [facts, recipe],
  );
  const found = useSourceSize(job, !isDone);
  const [before, setBefore] = useState<LayerState>();
  const [matte, setMatte] = useState<LayerState>();
  const isMatte = useLiking(({ look }) => look === 'matte' || look === 'edge');
  const source = place === null ? found : place.source;
  const box = place === null ? found && { x: 0, y: 0, ...found } : place.sourceBox;
  const mode = isDone ? liked : 'side';
  useShown(`${String(job.id)} ${String(isDone)}`, place === null ? found : place.cutout, mode);

  return (
    <div className={cx('stage')}>
      <Canvas onClick={toggle}>
        <Pane side="before">
          {source && box && (
            <PictureLayer job={job} side="before" size={source} box={box} onState={setBefore} />
          )}
        </Pane>
        {place !== null && recipe !== undefined && (
          <Pane side="after">
            <AfterSide
              job={job}
              place={place}
              isClear={showsThrough(recipe)}
              onMatteState={setMatte}
            />
          </Pane>
        )}
        <SideLabel side="before" />
        {isDone && <SideLabel side="after" />}
        {isDone && mode === 'wipe' && <WipeHandle />}
        {(source === null || before === 'failed') && (
          <p className={cx('note')}>{t('viewer:sourceLost')}</p>
        )}
        {isDone && isMatte && matte === 'loading' && (
          <p className={cx('note', 'right')} role="status">
            {t('viewer:matteComes')}
          </p>
        )}
        {isDone && isMatte && matte === 'failed' && (
          <p className={cx('note', 'right')} role="status">
            {t('viewer:matteLost')}
          </p>
        )}
      </Canvas>
      {!isDone && <StatePanel job={job} />}
    </div>
  );
}
