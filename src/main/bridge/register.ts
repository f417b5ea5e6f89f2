import { ipcMain } from 'electron';
import { z } from 'zod';
import {
  channelOf,
  requestNames,
  TAKE_FILES,
  type RequestName,
} from '../../shared/bridge/channels.ts';
import {
  requestSchemas,
  type InputInfo,
  type RequestAnswer,
  type RequestOutput,
} from '../../shared/bridge/contract.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { Log } from '../log/log.ts';
import { answer } from './answer.ts';
import { problemWithSender, type TrustedSenders } from './sender.ts';

export type RequestHandlers = {
  readonly [N in RequestName]: (
    input: RequestOutput<N>,
  ) => RequestAnswer<N> | Promise<RequestAnswer<N>>;
};

export interface RegisterOptions {
  readonly handlers: RequestHandlers;
  readonly takeFiles: (paths: readonly string[]) => Promise<readonly InputInfo[]>;
  readonly senders: TrustedSenders;
  readonly log: Log;
}

/** Absolute, as the system gave them to the preload. */
const pathsSchema = z.strictObject({
  paths: z.array(z.string().min(1).max(32_768)).max(100_000),
});

/** The one place where calls from windows come in: who calls, and what with, is checked here. */
export function registerRequests({ handlers, takeFiles, senders, log }: RegisterOptions): void {
  const serve = (
    name: RequestName | typeof TAKE_FILES,
    schema: z.ZodType,
    handle: (input: never) => unknown,
  ) => {
    ipcMain.handle(channelOf(name), (event, ...args: unknown[]) => {
      const problem = problemWithSender(event, senders);
      if (problem === undefined) return answer(name, { schema, handle, log }, args);
      log.warn(`${name} refused: ${problem}`);
      return {
        ok: false,
        error: new OffcutError('request-refused', { reason: problem }).toReport(),
      };
    });
  };
  for (const name of requestNames) serve(name, requestSchemas[name], handlers[name]);
  serve(TAKE_FILES, pathsSchema, ({ paths }: z.output<typeof pathsSchema>) => takeFiles(paths));
}
