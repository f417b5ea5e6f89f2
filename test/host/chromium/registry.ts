import { EventEmitter } from 'node:events';
import type { Page } from 'playwright-core';
import type { StandInBrowserWindow } from './browser-window.ts';
import type { StandInWebContents } from './web-contents.ts';

/** What is open, so that the modules of the stand-in need not import each other in circles. */
export const openWindows = new Set<StandInBrowserWindow>();
export const contentsOfPage = new Map<Page, StandInWebContents>();

interface LifecycleEvents {
  'window-created': [StandInBrowserWindow];
  'window-closed': [];
  'window-focus': [StandInBrowserWindow];
  'window-blur': [StandInBrowserWindow];
  'contents-created': [StandInWebContents];
  'render-process-gone': [StandInWebContents, Electron.RenderProcessGoneDetails];
  /** Another page shows a window: a test has to look for it. */
  'pages-changed': [];
  'menu-changed': [];
  quit: [];
}

/** What `app` wants to know of windows, and the launcher of both. */
export const lifecycle = new EventEmitter<LifecycleEvents>();
