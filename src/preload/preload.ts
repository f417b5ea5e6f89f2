import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  channelOf,
  eventNames,
  requestNames,
  TAKE_FILES,
  type EventName,
} from '../shared/bridge/channels.ts';
import type { Bridge, Envelope, InputInfo } from '../shared/bridge/contract.ts';

const requests: ReadonlySet<string> = new Set(requestNames);
const events: ReadonlySet<string> = new Set(eventNames);

function check(known: ReadonlySet<string>, name: string): void {
  if (!known.has(name)) throw new Error(`there is no channel ${name}`);
}

const bridge: Bridge = {
  request: async (name, input) => {
    check(requests, name);
    return (await ipcRenderer.invoke(channelOf(name), input)) as Envelope<unknown>;
  },
  on: (name: EventName, listener) => {
    check(events, name);
    // The event that Electron hands over would give the page more than it may have.
    const hear = (_event: unknown, payload: unknown) => {
      listener(payload);
    };
    ipcRenderer.on(channelOf(name), hear);
    return () => {
      ipcRenderer.off(channelOf(name), hear);
    };
  },
  takeFiles: async (files) => {
    const paths = files
      .map((file) => (file instanceof File ? webUtils.getPathForFile(file) : ''))
      .filter((path) => path !== '');
    return (await ipcRenderer.invoke(channelOf(TAKE_FILES), { paths })) as Envelope<
      readonly InputInfo[]
    >;
  },
};

contextBridge.exposeInMainWorld('offcut', bridge);
