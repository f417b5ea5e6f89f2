import { describe, expect, it } from 'vitest';
import { refusal } from '../../../test/helpers/refusal.ts';
import { Breaker } from './breaker.ts';
import { ProviderFailure, type FailureClass } from './failure.ts';

function setUp() {
  let now = 0;
  const breaker = new Breaker('Poof', () => now);
  const fails = (failureClass: FailureClass = 'server') =>
    refusal(() =>
      breaker.run(() =>
        Promise.reject(new ProviderFailure(failureClass, { provider: 'Poof', reason: '' })),
      ),
    );
  const works = () => breaker.run(() => Promise.resolve('done'));
  return {
    breaker,
    fails,
    works,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('Breaker', () => {
  it('rests after five failures in a row, says how long, and does nothing meanwhile', async () => {
    const { breaker, fails, pass } = setUp();
    for (let i = 0; i < 5; i++) expect(await fails()).toMatchObject({ code: 'provider-server' });
    pass(20_000);
    let done = 0;
    const resting = await refusal(() => breaker.run(() => Promise.resolve(++done)));
    expect(resting).toMatchObject({
      code: 'provider-resting',
      params: { provider: 'Poof', seconds: 40 },
    });
    expect(done).toBe(0);
  });

  it('lets one try after the rest, which decides for the others', async () => {
    const { breaker, fails, works, pass } = setUp();
    for (let i = 0; i < 5; i++) await fails();
    pass(60_000);
    let end: (() => void) | undefined;
    const trying = breaker.run(() => new Promise<void>((resolve) => (end = resolve)));
    expect(await refusal(works)).toMatchObject({ code: 'provider-resting' });
    end?.();
    await trying;
    expect(await works()).toBe('done');

    for (let i = 0; i < 5; i++) await fails();
    pass(60_000);
    await fails();
    expect(await refusal(works)).toMatchObject({ code: 'provider-resting' });
    pass(60_000);
    expect(await works()).toBe('done');
  });

  it('counts faults of the provider, and only those in a row', async () => {
    const { fails, works } = setUp();
    for (let i = 0; i < 10; i++) {
      for (let k = 0; k < 4; k++) await fails();
      await works();
    }
    for (const kind of ['auth', 'credits', 'too_large', 'unsupported_image'] as const) {
      for (let i = 0; i < 6; i++) await fails(kind);
    }
    expect(await works()).toBe('done');
    const faults = ['rate_limit', 'network', 'timeout', 'bad_response', 'server'] as const;
    for (const kind of faults) await fails(kind);
    expect(await refusal(works)).toMatchObject({ code: 'provider-resting' });
  });
});
