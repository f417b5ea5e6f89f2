import { useEffect, useState } from 'react';
import type { JobId } from '../../../shared/queue.ts';
import type { PictureAtWork } from '../../../shared/queue-events.ts';
import { on, request } from '../../bridge/client.ts';
import { tellError } from '../../stores/notice-store.ts';

/** What is being done to a running job; undefined until it is known. */
export function useAtWork(id: JobId): PictureAtWork | undefined {
  const [known, setKnown] = useState<PictureAtWork>();
  useEffect(() => {
    let isOver = false;
    const hear = (atWork: readonly PictureAtWork[]) => {
      if (!isOver) setKnown(atWork.find(({ job }) => job === id));
    };
    const end = on('queue.events', (message) => {
      for (const event of message) if (event.type === 'state') hear(event.state.atWork);
    });
    request('queue.status', {}).then(({ state }) => {
      hear(state.atWork);
    }, tellError);
    return () => {
      isOver = true;
      end();
    };
  }, [id]);
  return known?.job === id ? known : undefined;
}
