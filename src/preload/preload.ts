import { contextBridge } from 'electron';
contextBridge.exposeInMainWorld('offcut', {});
