import type { OpenReport } from '../../core/queue/store/open-queue-store.ts';
import { assertNever } from '../../shared/assert.ts';
import type { AppNotice } from '../../shared/bridge/contract.ts';

/** What the user should know of how the queue was opened; undefined: nothing. */
export function openedNotice(report: OpenReport): AppNotice | undefined {
  switch (report.type) {
    case 'restored':
      return { type: 'queue-restored', reason: report.reason, madeAt: report.madeAt };
    case 'started-over':
      return { type: 'queue-started-over', reason: report.reason, path: report.keptAside };
    case 'created':
    case 'opened':
      return undefined;
    default:
      return assertNever(report);
  }
}
