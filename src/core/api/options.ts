import type { FastifyRequest } from 'fastify';
import type { Recipe } from '../../shared/recipe.ts';
import type { QueuePort } from '../queue/control/port.ts';
import type { DownloadOptions } from '../sources/download.ts';
import type { SqlDatabase } from '../sqlite/sql-database.ts';
import type { ApiFailure } from './failure.ts';
import type { ApiEngine } from './tools.ts';
import type { WebhookSettings } from './webhooks/webhooks.ts';

export interface ListenOptions {
  /** An IP address or `localhost`. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Whether others than this machine may reach it; needs `tls`. */
  readonly allowRemote: boolean;
  /** Files in PEM. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** What others call this machine, beside its address. */
  readonly names: readonly string[];
}

export interface ApiServerLimits {
  /** ms that a request waits for its cutout. */
  readonly deadlineMs: number;
  /** Requests that wait at once. */
  readonly maxWaiting: number;
  readonly maxPixels: number;
  /** Of one picture, where the dialect has no limit of its own. */
  readonly maxBytes: number;
  /** ms that results and pictures are kept. */
  readonly keepMs: number;
  /** ms in which the head of a request has to have come in, and all of it. */
  readonly headersMs: number;
  readonly requestMs: number;
  readonly maxConnections: number;
}

export const defaultApiLimits: ApiServerLimits = {
  deadlineMs: 120_000,
  maxWaiting: 500,
  maxPixels: 100_000_000,
  maxBytes: 100_000_000,
  // As long as Tengr.ai keeps them.
  keepMs: 8 * 24 * 3_600_000,
  headersMs: 15_000,
  requestMs: 120_000,
  maxConnections: 1_000,
};

export interface ApiServerOptions {
  readonly dataFolder: string;
  readonly db: SqlDatabase;
  /** The queue, and what happens in it. */
  readonly queue: Pick<QueuePort, 'ask' | 'listen'>;
  readonly engine: ApiEngine;
  readonly listen: ListenOptions;
  readonly limits: ApiServerLimits;
  readonly presets: () => Readonly<Record<string, Recipe>>;
  readonly networkOff: () => boolean;
  /** How addresses are fetched; by default only public ones are. */
  readonly download?: DownloadOptions;
  /** How webhooks are sent; by default only to public addresses. */
  readonly webhooks?: WebhookSettings;
  /** Hears of every failure that is answered. */
  readonly onFailure?: (failure: ApiFailure, request: FastifyRequest) => void;
  /** Hears of every answer. */
  readonly onAnswer?: (answer: ApiAnswer) => void;
}

export interface ApiAnswer {
  readonly method: string;
  /** Without a query, which may hold a signature. */
  readonly path: string;
  readonly status: number;
  readonly ms: number;
}
