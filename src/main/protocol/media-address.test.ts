import { describe, expect, it } from 'vitest';
import { mediaUrl } from '../../shared/bridge/contract.ts';
import type { Job } from '../../shared/queue.ts';
import { readMediaAddress } from './media-address.ts';

const job = { id: 12, attempts: 1, state: { name: 'queued' } } as Job;

describe('readMediaAddress', () => {
  it('reads what the window writes', () => {
    expect(readMediaAddress(mediaUrl(job, 'after', 512))).toEqual({
      what: 'job',
      job: 12,
      side: 'after',
      size: 512,
    });
    expect(readMediaAddress(mediaUrl(job, 'before', 'full'))).toMatchObject({ size: 'full' });
    const id = '2f1c6b0e-6b2a-4b6e-9f0a-6a5d5b1f0c11';
    expect(readMediaAddress(`offcut-media://preview/${id}`)).toEqual({ what: 'preview', id });
  });

  it.each([
    'offcut-media://job/12/after/512/../../../etc/passwd/x',
    'offcut-media://job/../job/12',
    'offcut-media://job/%2e%2e/after/512',
    'offcut-media://job/12%2f..%2f13/after/512',
    'offcut-media://job/-1/after/512',
    'offcut-media://job/0/after/512',
    'offcut-media://job/1e3/after/512',
    'offcut-media://job/99999999999999999999/after/512',
    'offcut-media://job/12/after/513',
    'offcut-media://job/12/after',
    'offcut-media://job/12/after/512/',
    'offcut-media://job/12/constructor/512',
    'offcut-media://job:80/12/after/512',
    'offcut-media://user@job/12/after/512',
    'offcut-media://file/etc/passwd',
    'offcut-media://preview/../job/12/after/512',
    'offcut-media://preview/not-an-id',
    'offcut-media://',
    'no address',
    `offcut-media://job/${'1'.repeat(5000)}/after/512`,
  ])('knows nothing of %s', (address) => {
    expect(readMediaAddress(address)).toBeUndefined();
  });
});
