import type { JobId } from '../../../shared/queue.ts';

export interface ViewerScreenProps {
  readonly job: JobId;
}

export const ViewerScreen = ({ job }: ViewerScreenProps) => (
  <div data-slot="ViewerScreen" data-job={job} />
);
