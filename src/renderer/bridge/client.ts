import type { EventName, RequestName } from '../../shared/bridge/channels.ts';
import type {
  Bridge,
  Envelope,
  EventPayloads,
  InputInfo,
  RequestAnswer,
  RequestInput,
} from '../../shared/bridge/contract.ts';
import { OffcutError } from '../../shared/errors.ts';

declare global {
  interface Window {
    readonly offcut: Bridge;
  }
}

function opened<T>(envelope: Envelope<T>): T {
  if (envelope.ok) return envelope.value;
  throw OffcutError.fromReport(envelope.error);
}

/** Asks the main process. @throws OffcutError as it answered */
export async function request<N extends RequestName>(
  name: N,
  input: RequestInput<N>,
): Promise<RequestAnswer<N>> {
  // The contract ties a request's name to its answer on both sides.
  return opened(await window.offcut.request(name, input)) as RequestAnswer<N>;
}

/** Hears what the main process tells. Returns a function that ends that. */
export const on = <N extends EventName>(
  name: N,
  listener: (payload: EventPayloads[N]) => void,
): (() => void) =>
  window.offcut.on(name, (payload) => {
    listener(payload as EventPayloads[N]);
  });

/** Dropped or pasted files and folders as inputs; those that are no files on disk are left out. */
export const takeFiles = async (files: readonly File[]): Promise<readonly InputInfo[]> =>
  opened(await window.offcut.takeFiles(files));
