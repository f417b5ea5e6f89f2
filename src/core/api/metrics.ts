import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface MetricSources {
  /** Requests that wait for their cutouts. */
  readonly waiting: () => number;
  /** Jobs that were accepted, by how far they are. */
  readonly jobs: () => Readonly<Record<string, number>>;
  /** Pictures in the queue by state, of whoever put them there. */
  readonly queue: () => Promise<Readonly<Record<string, number>>>;
}

/** Upper bounds in seconds: from what takes no model to what waits its time. */
const SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120];

/** The figures of one server, for Prometheus. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'dialect' | 'status'>;
  readonly #seconds: Histogram<'dialect'>;

  constructor({ waiting, jobs, queue }: MetricSources) {
    const registers = [this.#registry];
    this.#requests = new Counter({
      name: 'offcut_requests_total',
      help: 'Requests that were answered',
      labelNames: ['dialect', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'offcut_request_seconds',
      help: 'Seconds from a request to the end of its answer',
      labelNames: ['dialect'],
      buckets: SECONDS,
      registers,
    });
    const gauge = (
      name: string,
      help: string,
      collect: (gauge: Gauge<'state'>) => Promise<void> | void,
      labelNames: readonly 'state'[] = [],
    ) =>
      new Gauge({
        name,
        help,
        labelNames: [...labelNames],
        registers,
        collect() {
          return collect(this);
        },
      });
    gauge('offcut_waiting', 'Requests that wait for their cutouts', (it) => {
      it.set(waiting());
    });
    const byState = (it: Gauge<'state'>, numbers: Readonly<Record<string, number>>) => {
      for (const [state, number] of Object.entries(numbers)) it.set({ state }, number);
    };
    gauge(
      'offcut_api_jobs',
      'Jobs that were accepted for later, by state',
      (it) => {
        byState(it, jobs());
      },
      ['state'],
    );
    gauge(
      'offcut_queue_pictures',
      'Pictures on the list of the queue, by state',
      async (it) => {
        byState(it, await queue());
      },
      ['state'],
    );
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** @param dialect '' for what is in none of them */
  answered(dialect: string, status: number, ms: number): void {
    this.#requests.inc({ dialect, status: String(status) });
    this.#seconds.observe({ dialect }, ms / 1000);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
