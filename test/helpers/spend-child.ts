import { buffer } from 'node:stream/consumers';
import { SpendBook } from '../../src/core/providers/spend/spend-book.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import { READY, type SpendOrder } from './spend.ts';

/**
 * The program that `spend.ts` starts several times at once: it spends from a book that it shares,
 * and says how many of its pictures the budget let through.
 */

const order = JSON.parse(process.argv[2] ?? '') as SpendOrder;
process.stdout.write(READY);
// Until all of them are told to begin.
await buffer(process.stdin);
const book = SpendBook.open(order.dataFolder);
let made = 0;
for (let i = 0; i < order.pictures; i++) {
  try {
    const reservation = book.reserve(order.request);
    if (order.dies) process.kill(process.pid, 'SIGKILL');
    reservation.settle(order.request);
    made++;
  } catch (error) {
    if (!(error instanceof OffcutError && error.code === 'budget-spent')) throw error;
  }
}
book.close();
process.stdout.write(String(made));
