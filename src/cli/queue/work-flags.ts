import type { Command } from 'commander';
import { defaultEngineOptions } from '../../core/engine/engine-options.ts';
import { count } from '../number-flags.ts';

export const addWorkFlags = (command: Command): Command =>
  command
    .option(
      '--concurrency <n>',
      'pictures on their way at once',
      count(1, 64),
      defaultEngineOptions.concurrency,
    )
    .option(
      '--threads <n>',
      'threads of one inference; 0: as many as there are cores',
      count(0, 256),
      0,
    )
    .option(
      '--grace <seconds>',
      'when stopped, how long pictures at work may take to end',
      count(0, 3600),
      5,
    )
    .option('--json', 'print one JSON object a line for each picture')
    .option('-q, --quiet', 'print failures only');
