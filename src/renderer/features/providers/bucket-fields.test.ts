import { describe, expect, it } from 'vitest';
import type { StagingSettings } from '../../../shared/staging.ts';
import { checkedFields, fieldsOf } from './bucket-fields.ts';

const staging: StagingSettings = {
  endpoint: null,
  region: 'eu-central-1',
  bucket: 'my-pictures',
  prefix: 'offcut/',
  pathStyle: false,
};

describe('the fields of a bucket', () => {
  it.each([
    staging,
    { ...staging, endpoint: 'https://s3.example.com', prefix: 'a/b/', pathStyle: true },
  ])('hold %o', (settings) => {
    expect(checkedFields(fieldsOf(settings))).toEqual({ staging: settings, wrong: [] });
  });

  it('may leave out what goes without saying, and have spaces around', () => {
    const fields = { ...fieldsOf(null), region: ' eu-central-1', bucket: 'my-pictures ' };
    expect(checkedFields(fields)).toEqual({ staging, wrong: [] });
    expect(checkedFields({ ...fields, prefix: 'shop' }).staging?.prefix).toBe('shop/');
  });

  it('are told when they are wrong, in their order', () => {
    expect(checkedFields(fieldsOf(null))).toEqual({ staging: null, wrong: ['region', 'bucket'] });
    const fields = { ...fieldsOf(staging), endpoint: 'http://s3.example.com', prefix: '/' };
    expect(checkedFields(fields)).toEqual({ staging: null, wrong: ['endpoint', 'prefix'] });
  });
});
